// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT

#include "server/command_line/acme_commands.h"

#include <fmt/format.h>

#include "server/base/xdg_directories.h"
#include "server/certificates/acme.h"
#include "server/command_line/exit_code.h"
#include "server/control/message_acme.h"

namespace command_line {

namespace {

std::filesystem::path absolute(const std::string& path) {
  std::error_code ignored;
  return path.empty() ? std::filesystem::path() : std::filesystem::absolute(path, ignored);
}

control::AcmeOutcome failed(const std::string& entry, const base::Error& error) {
  return {entry, "failed", error.sentence, error.problems};
}

void tellOutcome(const control::AcmeOutcome& outcome) {
  if (outcome.outcome == "issued") {
    fmt::print("issued; it is in the store as \"{0}\": certificates = [\"{0}\"]\n", outcome.entry);
  } else if (outcome.outcome == "failed") {
    printError(outcome.error());
  } else {
    fmt::print("{}: {}\n", outcome.entry, outcome.outcome == "renewed" ? "renewed" : "not due yet");
  }
}

int finish(const control::AcmeReport& report, bool json) {
  int code = Done;
  for (const control::AcmeOutcome& each : report.entries) {
    if (!json) tellOutcome(each);
    if (each.outcome == "failed") code = Failed;
  }
  if (json) fmt::print("{}\n", toJson(report));
  return code;
}

}  // namespace

int issueByAcme(const AcmeArguments& arguments) {
  if (!arguments.acceptTerms) {
    printError(base::Error("the authority has terms of service; read them there, and say --accept-terms"));
    return WrongUse;
  }
  certificates::AcmeOrder order;
  order.names = arguments.names;
  order.email = arguments.email;
  if (!arguments.server.empty()) order.directory = arguments.server;
  order.webroot = absolute(arguments.webroot);
  order.dns = arguments.dns;
  order.dnsNoWait = arguments.dnsNoWait;
  order.trustedCa = absolute(arguments.trustedCa);
  const auto entry = certificates::issueByAcme(base::dataDirectory(), order);
  return finish({{entry ? control::AcmeOutcome{*entry, "issued", {}, {}} : failed("", entry.error())}}, arguments.json);
}

int renewByAcme(const AcmeArguments& arguments) {
  const std::filesystem::path data = base::dataDirectory();
  control::AcmeReport report;
  for (const std::string& entry : arguments.names.empty() ? certificates::acmeEntries(data) : arguments.names) {
    const auto renewed = certificates::renewByAcme(data, entry, arguments.days);
    if (!renewed) {
      report.entries.push_back(failed(entry, renewed.error()));
      continue;
    }
    const bool isNew = *renewed == certificates::AcmeRenewal::Renewed;
    report.entries.push_back({entry, isNew ? "renewed" : "not-due", {}, {}});
  }
  if (report.entries.empty() && !arguments.json) fmt::print("no certificate came from a public authority\n");
  return finish(report, arguments.json);
}

}  // namespace command_line
