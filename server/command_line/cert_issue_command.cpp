// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// cert issue, sign and renew: what makes certificates.

#include <fmt/format.h>

#include <limits>
#include <map>

#include "server/base/xdg_directories.h"
#include "server/certificates/acme.h"
#include "server/certificates/bounded_file.h"
#include "server/certificates/certificate_issue.h"
#include "server/certificates/export.h"
#include "server/certificates/renewal.h"
#include "server/certificates/store_changes.h"
#include "server/command_line/cert_command.h"
#include "server/command_line/certificate_words.h"
#include "server/command_line/passphrase_prompt.h"

namespace command_line {

namespace {

using certificates::IssueRequest;
using certificates::KeyType;
using certificates::Secret;

constexpr const char* authorityQuestion = "Passphrase of the local authority";

KeyType keyTypeOf(const std::string& name) {
  static const std::map<std::string, KeyType> types{{"p256", KeyType::P256},
                                                    {"p384", KeyType::P384},
                                                    {"rsa2048", KeyType::Rsa2048},
                                                    {"rsa3072", KeyType::Rsa3072},
                                                    {"rsa4096", KeyType::Rsa4096}};
  return types.at(name);
}

certificates::AuthorityFiles authority() {
  return certificates::authorityFiles(base::dataDirectory());
}

/// What the words on the command line ask for; warnings go to `warnings`. For a client the first may be any text.
base::Result<IssueRequest> requestOf(const CertArguments& arguments, std::vector<base::Problem>& warnings) {
  IssueRequest request;
  std::vector<std::string> words = arguments.targets;
  request.usage = arguments.client ? certificates::Usage::Client : certificates::Usage::Server;
  if (arguments.client) {
    request.commonName = words.front();
    words.erase(words.begin());
  }
  certificates::CertificateNames names = certificates::parseNames(words);
  if (!words.empty() && !names.isUsable()) return base::failure(std::move(names.problems));
  warnings = std::move(names.problems);
  request.names = std::move(names.names);
  request.key = keyTypeOf(arguments.keyType);
  request.days = arguments.days.value_or(certificates::defaultDays);
  return request;
}

/// Adds the entry, or puts it in the place of one of that name with --replace.
base::Result<std::string> keep(const CertArguments& arguments, const IssueRequest& request,
                               const certificates::EntryContent& content) {
  const std::filesystem::path store = certificates::storeFolder();
  const std::string wished = request.names.empty() ? request.commonName : request.names.front().text;
  const std::string name = arguments.name.empty() ? certificates::freeEntryName(store, wished) : arguments.name;
  const bool replaces = arguments.replace && certificates::storeEntry(store, name);
  const auto kept =
      replaces ? certificates::replaceEntry(store, name, content) : certificates::addEntry(store, name, content);
  if (!kept) return base::failure(kept.error());
  return name;
}

struct Made {
  certificates::IssuedCertificate identity;
  certificates::X509Pointer issuer;  ///< null: itself
};

base::Result<Made> make(const CertArguments& arguments, const IssueRequest& request,
                        std::vector<base::Problem>& warnings) {
  const base::UnixMilliseconds now = base::unixNow();
  Made made;
  if (arguments.selfSigned) {
    auto key = certificates::generateKey(request.key);
    if (!key) return base::failure(std::move(key.error()));
    auto certificate = certificates::selfSign(request, key->get(), now);
    if (!certificate) return base::failure(std::move(certificate.error()));
    made.identity = {std::move(*key), std::move(*certificate)};
    return made;
  }
  auto opened = withPassphrase(arguments.passphraseFile, authorityQuestion,
                               [](const Secret& given) { return certificates::openAuthority(authority(), given); });
  if (!opened) return base::failure(std::move(opened.error()));
  const auto facts = certificates::authorityFacts(authority());
  if (facts && *facts) {
    const auto more = certificates::issueWarnings(request, **facts, now);
    warnings.insert(warnings.end(), more.begin(), more.end());
  }
  auto issued = certificates::issueCertificate(*opened, request, now);
  if (!issued) return base::failure(std::move(issued.error()));
  made.identity = std::move(*issued);
  made.issuer = std::move(opened->certificate);
  return made;
}

int tellIssued(const CertArguments& arguments, const std::string& name, const certificates::CertificateFacts& facts,
               std::vector<base::Problem> warnings) {
  const auto files = certificates::entryFiles(certificates::storeFolder(), name);
  control::OutcomeReport report;
  report.done = true;
  report.name = name;
  report.files = {files.certificate.string(), files.key.string()};
  report.problems = std::move(warnings);
  const std::string whom = facts.names.empty() ? facts.subject : namesText(facts);
  const std::string by = facts.selfSigned ? "itself" : facts.issuer;
  return tell(report, arguments.json,
              fmt::format("{}: for {}, signed by {}, {}\ncertificate {}\nkey         {}\nin a forkyard.toml: "
                          "certificates = [\"{}\"]",
                          name, whom, by, daysText(facts), files.certificate.string(), files.key.string(), name));
}

int askElsewhere(const CertArguments& arguments, const IssueRequest& request, std::vector<base::Problem> warnings) {
  const auto key = certificates::generateKey(request.key);
  if (!key) return tellFailure(key.error(), arguments.json);
  const auto pem = certificates::makeSigningRequest(request, key->get());
  if (!pem) return tellFailure(pem.error(), arguments.json);
  certificates::EntryContent content;
  content.key = key->get();
  content.request = *pem;
  const auto name = keep(arguments, request, content);
  if (!name) return tellFailure(name.error(), arguments.json);
  const std::filesystem::path store = certificates::storeFolder();
  control::OutcomeReport report;
  report.done = true;
  report.name = *name;
  report.files = {certificates::requestFile(store, *name).string(),
                  certificates::entryFiles(store, *name).key.string()};
  report.problems = std::move(warnings);
  return tell(
      report, arguments.json,
      fmt::format("{}: a key, and a request for an authority elsewhere\nsend it    {}\nthen       forkyard cert "
                  "import THE-CERTIFICATE-THAT-COMES-BACK",
                  *name, report.files.front()));
}

}  // namespace

int issueCertificate(const CertArguments& arguments) {
  std::vector<base::Problem> warnings;
  const auto request = requestOf(arguments, warnings);
  if (!request) return tellFailure(request.error(), arguments.json);
  if (arguments.csr) return askElsewhere(arguments, *request, std::move(warnings));
  const auto made = make(arguments, *request, warnings);
  if (!made) return tellFailure(made.error(), arguments.json);
  certificates::EntryContent content;
  content.certificate = made->identity.certificate.get();
  content.key = made->identity.key.get();
  // The authority is not sent to clients, but with it the chain is known to be complete.
  if (made->issuer) content.chain.push_back(made->issuer.get());
  const auto name = keep(arguments, *request, content);
  if (!name) return tellFailure(name.error(), arguments.json);
  return tellIssued(arguments, *name, certificates::factsOf(content.certificate), std::move(warnings));
}

int signRequest(const CertArguments& arguments) {
  const std::filesystem::path file = arguments.targets.front();
  const certificates::BoundedFile read = certificates::readBoundedFile(file);
  if (read.outcome != certificates::BoundedFile::Outcome::Read)
    return tellFailure(base::Error("cannot read " + file.string() + ": " + read.reason), arguments.json);
  auto wish = certificates::readSigningRequest(read.bytes, file);
  if (!wish) return tellFailure(wish.error(), arguments.json);
  wish->wish.usage = arguments.client ? certificates::Usage::Client : certificates::Usage::Server;
  wish->wish.days = arguments.days.value_or(certificates::defaultDays);
  auto opened = withPassphrase(arguments.passphraseFile, authorityQuestion,
                               [](const Secret& given) { return certificates::openAuthority(authority(), given); });
  if (!opened) return tellFailure(opened.error(), arguments.json);
  const auto made = certificates::issueFor(*opened, wish->wish, wish->key.get(), base::unixNow());
  if (!made) return tellFailure(made.error(), arguments.json);
  const Secret pem(certificates::certificatePem(made->get()) + certificates::certificatePem(opened->certificate.get()));
  control::OutcomeReport report;
  report.done = true;
  report.problems = wish->problems;
  if (const auto facts = certificates::authorityFacts(authority()); facts && *facts) {
    const auto more = certificates::issueWarnings(wish->wish, **facts, base::unixNow());
    report.problems.insert(report.problems.end(), more.begin(), more.end());
  }
  if (arguments.output.empty()) {
    std::string lines(pem.text());
    lines.pop_back();
    return tell(report, arguments.json, lines);
  }
  const auto overwrite = arguments.force ? certificates::Overwrite::Yes : certificates::Overwrite::No;
  if (auto written = certificates::writeExport(arguments.output, pem, false, overwrite); !written)
    return tellFailure(written.error(), arguments.json);
  report.files = {arguments.output};
  return tell(report, arguments.json,
              fmt::format("{}: for {}, {}", arguments.output, namesText(certificates::factsOf(made->get())),
                          daysText(certificates::factsOf(made->get()))));
}

namespace {

int renewPublic(const CertArguments& arguments, const std::string& name) {
  if (arguments.days)
    return tellFailure(base::Error("how long it lives is its authority's to say; leave out --days"), arguments.json);
  constexpr int whenever = std::numeric_limits<int>::max();
  const auto renewed = certificates::renewByAcme(base::dataDirectory(), name, whenever);
  if (!renewed) return tellFailure(renewed.error(), arguments.json);
  const auto entry = certificates::storeEntry(certificates::storeFolder(), name);
  if (!entry) return tellFailure(base::Error(name + " was removed meanwhile"), arguments.json);
  return tellIssued(arguments, name, entry->facts, {});
}

}  // namespace

int renewCertificate(const CertArguments& arguments) {
  const std::string& name = arguments.targets.front();
  const std::filesystem::path store = certificates::storeFolder();
  if (certificates::isAcmeEntry(store, name)) return renewPublic(arguments, name);
  const certificates::RenewalRequest request{
      arguments.newKey ? certificates::RenewalKey::New : certificates::RenewalKey::Keep, arguments.days};
  const auto renewed = withPassphrase(arguments.passphraseFile, authorityQuestion, [&](const Secret& given) {
    return certificates::renewEntry(store, name, authority(), request, given, base::unixNow());
  });
  if (!renewed) return tellFailure(renewed.error(), arguments.json);
  return tellIssued(arguments, name, *renewed, {});
}

}  // namespace command_line
