// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// cert list, show, remove, rename, order and check: what looks at the store and tidies it.

#include <fmt/format.h>

#include <algorithm>

#include "server/certificates/inspection.h"
#include "server/certificates/store_changes.h"
#include "server/command_line/cert_check_command.h"
#include "server/command_line/cert_command.h"
#include "server/command_line/certificate_words.h"
#include "server/command_line/exit_code.h"
#include "server/command_line/terminal.h"

namespace command_line {

namespace {

std::string stateOf(const certificates::StoreEntry& entry) {
  if (entry.awaitsCertificate) return "waits for its certificate";
  std::string state = entry.facts.fingerprint.empty() ? "cannot be read" : daysText(entry.facts);
  const bool isRefused = std::any_of(entry.problems.begin(), entry.problems.end(), [](const base::Problem& problem) {
    return problem.severity == base::Problem::Severity::Error;
  });
  if (isRefused && !entry.facts.fingerprint.empty()) state += ", cannot be served";
  return entry.linked ? state + ", linked" : state;
}

std::string detailText(const certificates::CertificateDetails& details, std::size_t depth) {
  const std::string indent(depth * 2, ' ');
  std::string text;
  const auto line = [&](std::string_view name, const std::string& value) {
    if (!value.empty()) text += fmt::format("{}{:<13}{}\n", indent, name, value);
  };
  line("subject", details.subject);
  line("issuer", details.issuer);
  line("names", namesText(details.facts));
  line("valid", fmt::format("{} to {}, {}", base::isoTime(details.facts.notBefore).substr(0, 10),
                            base::isoTime(details.facts.notAfter).substr(0, 10), daysText(details.facts)));
  line("key", fmt::format("{}, signed by {}", details.facts.key, details.signature));
  line("usage", fmt::format("{}", fmt::join(details.usage, ", ")));
  if (details.facts.authority)
    line("authority", details.pathLength ? fmt::format("yes, path length {}", *details.pathLength) : "yes");
  if (details.constraints) line("only for", details.constraints->text());
  line("serial", details.serial);
  line("SHA-256", details.facts.fingerprint);
  line("SHA-1", details.sha1);
  return text;
}

control::CertificateDetailReport reportOf(const certificates::CertificateDetails& details) {
  control::CertificateDetailReport report;
  report.facts = command_line::reportOf(details.facts);
  report.facts.subject = details.subject;
  report.facts.issuer = details.issuer;
  report.serial = details.serial;
  report.sha1 = details.sha1;
  report.signature = details.signature;
  report.usage = details.usage;
  report.keyIdentifier = details.keyIdentifier;
  report.issuerKeyIdentifier = details.issuerKeyIdentifier;
  report.authority = details.facts.authority;
  report.pathLength = details.pathLength;
  if (details.constraints) {
    report.vouchesFor.emplace(details.constraints->domains);
    report.vouchesFor->insert(report.vouchesFor->end(), details.constraints->addresses.begin(),
                              details.constraints->addresses.end());
  }
  report.pem = details.pem;
  return report;
}

base::Result<certificates::Inspection> inspect(const CertArguments& arguments) {
  const std::filesystem::path store = certificates::storeFolder();
  const std::string& target = arguments.targets.front();
  if (arguments.targets.size() == 1 && certificates::storeEntry(store, target))
    return certificates::inspectFiles(certificates::entryFiles(store, target));
  std::error_code error;
  if (arguments.targets.size() == 1 && !std::filesystem::exists(target, error) &&
      target.find('/') == std::string::npos) {
    const auto stored = certificates::storedFiles(store, target);
    if (!stored) return base::failure(stored.error());
    return certificates::inspectFiles(*stored);
  }
  return certificates::inspectAnyFiles({arguments.targets.begin(), arguments.targets.end()});
}

std::string chainText(const certificates::Inspection& inspection) {
  std::string text;
  for (std::size_t at = 0; at < inspection.chain.size(); ++at) {
    if (at > 0) text += fmt::format("{}issued by\n", std::string((at - 1) * 2, ' '));
    text += detailText(inspection.chain[at], at);
  }
  if (!inspection.complete) text += fmt::format("the chain breaks off: {} is missing\n", inspection.missingIssuer);
  for (const certificates::CertificateDetails& other : inspection.others)
    text += "not of this chain\n" + detailText(other, 1);
  if (text.ends_with('\n')) text.pop_back();
  return text;
}

int changeEntry(const CertArguments& arguments, const base::Result<void>& changed, const std::string& done) {
  if (!changed) return tellFailure(changed.error(), arguments.json);
  control::OutcomeReport report;
  report.done = true;
  report.name = arguments.targets.back();
  return tell(report, arguments.json, done);
}

}  // namespace

int listCertificates(const CertArguments& arguments) {
  const auto entries = certificates::storeEntries(certificates::storeFolder());
  if (arguments.json) {
    std::vector<control::CertificateReport> reports;
    for (const certificates::StoreEntry& entry : entries) reports.push_back(command_line::reportOf(entry));
    fmt::print("{}\n", control::toJson(reports));
    return Done;
  }
  const Paint paint(STDOUT_FILENO);
  if (entries.empty()) fmt::print("no certificates in {} yet\n", certificates::storeFolder().string());
  for (const certificates::StoreEntry& entry : entries) {
    fmt::print("{}  {}, {}\n", paint.with(Colour::Bold, entry.name), stateOf(entry),
               entry.facts.fingerprint.empty() ? std::string("no certificate")
               : entry.facts.selfSigned        ? std::string("self-signed")
                                               : "by " + entry.facts.issuer);
    if (!entry.facts.names.empty()) fmt::print("    {}\n", namesText(entry.facts));
  }
  return Done;
}

int showCertificate(const CertArguments& arguments) {
  const auto inspection = inspect(arguments);
  if (!inspection) return tellFailure(inspection.error(), arguments.json);
  if (arguments.pem) {
    for (const certificates::CertificateDetails& details : inspection->chain) fmt::print("{}", details.pem);
    return Done;
  }
  if (!arguments.json) {
    fmt::print("{}\n", chainText(*inspection));
    return Done;
  }
  control::ChainReport report;
  for (const certificates::CertificateDetails& details : inspection->chain) report.chain.push_back(reportOf(details));
  for (const certificates::CertificateDetails& details : inspection->others) report.others.push_back(reportOf(details));
  report.complete = inspection->complete;
  report.missingIssuer = inspection->missingIssuer;
  fmt::print("{}\n", control::toJson(report));
  return Done;
}

int removeCertificate(const CertArguments& arguments) {
  const std::string& name = arguments.targets.front();
  return changeEntry(arguments, certificates::removeEntry(certificates::storeFolder(), name), name + " removed");
}

int renameCertificate(const CertArguments& arguments) {
  const std::string& name = arguments.targets.front();
  const std::string& to = arguments.targets.back();
  return changeEntry(arguments, certificates::renameEntry(certificates::storeFolder(), name, to),
                     fmt::format("{} is {} now; files that name it must follow", name, to));
}

int orderChain(const CertArguments& arguments) {
  const std::string& name = arguments.targets.front();
  std::vector<certificates::X509Pointer> more;
  for (const std::string& file : arguments.ca) {
    auto read = certificates::readCertificates(file);
    if (!read) return tellFailure(read.error(), arguments.json);
    for (certificates::X509Pointer& one : *read) more.push_back(std::move(one));
  }
  return changeEntry(arguments, certificates::addToEntryChain(certificates::storeFolder(), name, more),
                     name + ": the chain is in order");
}

int checkCertificate(const CertArguments& arguments) {
  const std::string target = arguments.targets.empty() ? std::string() : arguments.targets.front();
  if (!arguments.key.empty()) {
    certificates::IdentityFiles files{target, arguments.key, {}};
    for (const std::string& file : arguments.ca) files.ca.emplace_back(file);
    return checkFiles(files, arguments.host, arguments.json);
  }
  if (certificates::storeEntry(certificates::storeFolder(), target))
    return checkFiles(certificates::entryFiles(certificates::storeFolder(), target), arguments.host, arguments.json);
  return checkCertificate(target, arguments.host, arguments.json);
}

}  // namespace command_line
