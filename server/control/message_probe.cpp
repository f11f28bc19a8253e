// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// What the probe commands found, as JSON. Times are Unix milliseconds.

#include "server/control/message_parts.h"

namespace control {

std::string toJson(const PortReport& report) {
  return lineOf({{"address", report.address},
                 {"port", report.port},
                 {"in_use", report.inUse},
                 {"program", report.program},
                 {"pid", report.pid},
                 {"user", report.user},
                 {"command", report.command},
                 {"since", report.since},
                 {"error", report.error}});
}

base::Result<PortReport> portReportFromJson(std::string_view json) {
  const auto parsed = parseJson(json);
  if (!parsed) return base::failure(parsed.error());
  ObjectReader fields(*parsed, "a report");
  PortReport report;
  report.address = fields.text("address");
  report.port = fields.number("port", 0, 65535);
  fields.require("in_use");
  report.inUse = fields.flag("in_use");
  report.program = fields.text("program");
  report.pid = fields.number("pid", 0, std::numeric_limits<int>::max());
  report.user = fields.text("user");
  report.command = fields.text("command");
  report.since = fields.count("since");
  report.error = fields.text("error");
  return readWhole(fields, std::move(report));
}

std::string toJson(const TlsReport& report) {
  return lineOf({{"host", report.host},
                 {"port", report.port},
                 {"version", report.version},
                 {"cipher", report.cipher},
                 {"protocol", report.protocol},
                 {"subject", report.subject},
                 {"issuer", report.issuer},
                 {"names", report.names},
                 {"fingerprint", report.fingerprint},
                 {"not_after", report.notAfter},
                 {"chain", report.chain},
                 {"trusted", report.trusted},
                 {"distrust", report.distrust},
                 {"error", report.error}});
}

base::Result<TlsReport> tlsReportFromJson(std::string_view json) {
  const auto parsed = parseJson(json);
  if (!parsed) return base::failure(parsed.error());
  ObjectReader fields(*parsed, "a report");
  TlsReport report;
  report.host = fields.text("host");
  report.port = fields.number("port", 0, 65535);
  report.version = fields.text("version");
  report.cipher = fields.text("cipher");
  report.protocol = fields.text("protocol");
  report.subject = fields.text("subject");
  report.issuer = fields.text("issuer");
  report.names = fields.texts("names");
  report.fingerprint = fields.text("fingerprint");
  report.notAfter =
      fields.integer("not_after", std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max());
  report.chain = fields.text("chain");
  fields.require("trusted");
  report.trusted = fields.flag("trusted");
  report.distrust = fields.text("distrust");
  report.error = fields.text("error");
  return readWhole(fields, std::move(report));
}

std::string toJson(const RedisReport& report) {
  return lineOf({{"address", report.address}, {"duration_ms", report.durationMs}, {"error", report.error}});
}

base::Result<RedisReport> redisReportFromJson(std::string_view json) {
  const auto parsed = parseJson(json);
  if (!parsed) return base::failure(parsed.error());
  ObjectReader fields(*parsed, "a report");
  RedisReport report;
  report.address = fields.text("address");
  report.durationMs = fields.count("duration_ms");
  fields.require("error");
  report.error = fields.text("error");
  return readWhole(fields, std::move(report));
}

}  // namespace control
