// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT

#include "server/command_line/certificate_words.h"

#include <fmt/format.h>

#include "server/command_line/exit_code.h"

namespace command_line {

control::CertificateReport reportOf(const certificates::CertificateFacts& facts) {
  control::CertificateReport report;
  report.subject = facts.subject;
  report.issuer = facts.issuer;
  report.names = facts.names;
  report.fingerprint = facts.fingerprint;
  report.keyKind = facts.key;
  report.notBefore = facts.notBefore;
  report.notAfter = facts.notAfter;
  report.daysLeft = facts.fingerprint.empty() ? 0 : facts.daysLeft(base::unixNow());
  report.selfSigned = facts.selfSigned;
  return report;
}

control::CertificateReport reportOf(const certificates::StoreEntry& entry) {
  control::CertificateReport report = reportOf(entry.facts);
  report.name = entry.name;
  report.certificate = entry.files.certificate.string();
  report.key = entry.files.key.string();
  for (const std::filesystem::path& file : entry.files.ca) report.ca.push_back(file.string());
  report.linked = entry.linked;
  report.awaitsCertificate = entry.awaitsCertificate;
  report.problems = entry.problems;
  return report;
}

control::AuthorityReport reportOf(const certificates::AuthorityFacts& facts) {
  control::AuthorityReport report;
  report.exists = true;
  report.certificate = facts.files.certificate.string();
  report.facts = reportOf(facts.certificate);
  if (facts.constraints) {
    for (const std::string& domain : facts.constraints->domains)
      report.vouchesFor.push_back(certificates::shownName(domain));
    for (const std::string& range : facts.constraints->addresses) report.vouchesFor.push_back(range);
  }
  report.hasKey = facts.hasKey;
  report.needsPassphrase = facts.needsPassphrase;
  return report;
}

std::string namesText(const certificates::CertificateFacts& facts) {
  std::string text;
  for (const std::string& name : facts.names) {
    const std::string shown = certificates::shownName(name);
    text += (text.empty() ? "" : ", ") + (shown.empty() ? name : shown);
  }
  return text;
}

std::string daysText(const certificates::CertificateFacts& facts) {
  const int days = facts.daysLeft(base::unixNow());
  if (days >= 0) return fmt::format("{} {} left", days, days == 1 ? "day" : "days");
  return fmt::format("expired {} {} ago", -days, days == -1 ? "day" : "days");
}

int tell(const control::OutcomeReport& report, bool json, const std::string& text) {
  if (json) {
    fmt::print("{}\n", control::toJson(report));
  } else {
    for (const base::Problem& problem : report.problems) printProblem(problem);
    fmt::print("{}\n", text);
  }
  return Done;
}

int tellFailure(const base::Error& error, bool json) {
  if (json) {
    control::OutcomeReport report;
    report.error = error.sentence;
    report.problems = error.problems;
    fmt::print("{}\n", control::toJson(report));
  } else {
    printError(error);
  }
  return Failed;
}

}  // namespace command_line
