// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// See message_acme.h.

#include "server/control/message_acme.h"

#include "server/control/message_parts.h"

namespace control {

base::Error AcmeOutcome::error() const {
  base::Error error(reason);
  error.problems = problems;
  return error;
}

std::string toJson(const AcmeReport& report) {
  OrderedJson entries = OrderedJson::array();
  for (const AcmeOutcome& each : report.entries) {
    entries.push_back({{"entry", each.entry},
                       {"outcome", each.outcome},
                       {"reason", each.reason},
                       {"problems", jsonOf(each.problems)}});
  }
  return lineOf({{"entries", std::move(entries)}});
}

base::Result<AcmeReport> acmeReportFromJson(std::string_view json) {
  const auto parsed = parseJson(json);
  if (!parsed) return base::failure(parsed.error());
  ObjectReader fields(*parsed, "a report");
  AcmeReport report;
  fields.require("entries");
  for (const Json& each : fields.list("entries")) {
    ObjectReader part(each, "an entry");
    AcmeOutcome outcome;
    outcome.entry = part.text("entry");
    outcome.outcome = part.text("outcome");
    outcome.reason = part.text("reason");
    outcome.problems = readProblems(part, "problems");
    if (!part.error().empty()) fields.fail(part.error());
    report.entries.push_back(std::move(outcome));
  }
  return readWhole(fields, std::move(report));
}

}  // namespace control
