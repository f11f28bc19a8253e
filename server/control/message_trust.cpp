// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// See message_trust.h.

#include "server/control/message_trust.h"

#include "server/control/message_parts.h"

namespace control {

namespace {

OrderedJson jsonOf(const StoreTrust& store) {
  return {{"id", store.id},
          {"title", store.title},
          {"kind", store.kind},
          {"packaging", store.packaging},
          {"profile", store.profile},
          {"edition", store.edition},
          {"folder", store.folder},
          {"state", store.state},
          {"problems", control::jsonOf(store.problems)}};
}

OrderedJson jsonOf(const LadderRow& row) {
  return {{"check", row.check},
          {"store", row.store},
          {"answer", row.answer},
          {"mend", row.mend},
          {"problems", control::jsonOf(row.problems)}};
}

template<typename Part>
OrderedJson arrayOf(const std::vector<Part>& parts) {
  OrderedJson array = OrderedJson::array();
  for (const Part& part : parts) array.push_back(jsonOf(part));
  return array;
}

}  // namespace

std::string toJson(const TrustReport& report) {
  return lineOf({{"authority", report.authority},
                 {"fingerprint", report.fingerprint},
                 {"file", report.file},
                 {"not_after", report.notAfter},
                 {"done", report.done},
                 {"stores", arrayOf(report.stores)},
                 {"problems", jsonOf(report.problems)}});
}

base::Result<TrustReport> trustReportFromJson(std::string_view json) {
  const auto parsed = parseJson(json);
  if (!parsed) return base::failure(parsed.error());
  ObjectReader fields(*parsed, "a report");
  TrustReport report;
  report.authority = fields.text("authority");
  report.fingerprint = fields.text("fingerprint");
  report.file = fields.text("file");
  report.notAfter =
      fields.integer("not_after", std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max());
  fields.require("done");
  report.done = fields.flag("done");
  for (const Json& each : fields.list("stores")) {
    ObjectReader part(each, "a store");
    StoreTrust store;
    store.id = part.text("id");
    store.title = part.text("title");
    store.kind = part.text("kind");
    store.packaging = part.text("packaging");
    store.profile = part.text("profile");
    store.edition = part.text("edition");
    store.folder = part.text("folder");
    store.state = part.text("state");
    store.problems = readProblems(part, "problems");
    if (!part.error().empty()) fields.fail(part.error());
    report.stores.push_back(std::move(store));
  }
  report.problems = readProblems(fields, "problems");
  return readWhole(fields, std::move(report));
}

std::string toJson(const LadderReport& report) {
  return lineOf({{"host", report.host},
                 {"port", report.port},
                 {"certificate", report.certificate},
                 {"version", report.version},
                 {"protocol", report.protocol},
                 {"rows", arrayOf(report.rows)},
                 {"error", report.error},
                 {"problems", jsonOf(report.problems)}});
}

base::Result<LadderReport> ladderReportFromJson(std::string_view json) {
  const auto parsed = parseJson(json);
  if (!parsed) return base::failure(parsed.error());
  ObjectReader fields(*parsed, "a report");
  LadderReport report;
  report.host = fields.text("host");
  report.port = fields.number("port", 0, 65535);
  report.certificate = fields.text("certificate");
  report.version = fields.text("version");
  report.protocol = fields.text("protocol");
  fields.require("rows");
  for (const Json& each : fields.list("rows")) {
    ObjectReader part(each, "a row");
    LadderRow row;
    row.check = part.text("check");
    row.store = part.text("store");
    row.answer = part.text("answer");
    row.mend = part.text("mend");
    row.problems = readProblems(part, "problems");
    if (!part.error().empty()) fields.fail(part.error());
    report.rows.push_back(std::move(row));
  }
  report.error = fields.text("error");
  report.problems = readProblems(fields, "problems");
  return readWhole(fields, std::move(report));
}

}  // namespace control
