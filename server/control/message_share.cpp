// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// See message_share.h.

#include "server/control/message_share.h"

#include "server/control/message_parts.h"

namespace control {

std::string toJson(const ShareReport& report) {
  return lineOf({{"url", report.url},
                 {"fingerprint", report.fingerprint},
                 {"seconds", report.seconds},
                 {"error", report.error},
                 {"problems", jsonOf(report.problems)}});
}

base::Result<ShareReport> shareReportFromJson(std::string_view json) {
  const auto parsed = parseJson(json);
  if (!parsed) return base::failure(parsed.error());
  ObjectReader fields(*parsed, "a report");
  ShareReport report;
  fields.require("url");
  report.url = fields.text("url");
  report.fingerprint = fields.text("fingerprint");
  report.seconds = fields.number("seconds", 0, 86'400);
  report.error = fields.text("error");
  report.problems = readProblems(fields, "problems");
  return readWhole(fields, std::move(report));
}

}  // namespace control
