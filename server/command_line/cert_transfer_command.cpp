// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// cert import, export and link: what comes into the store and what leaves it.

#include <fmt/format.h>

#include "server/certificates/export.h"
#include "server/certificates/import.h"
#include "server/certificates/store_changes.h"
#include "server/command_line/cert_command.h"
#include "server/command_line/certificate_words.h"
#include "server/command_line/exit_code.h"
#include "server/command_line/passphrase_prompt.h"

namespace command_line {

namespace {

using certificates::ExportForm;
using certificates::Secret;

ExportForm formOf(const std::string& name) {
  if (name == "all") return ExportForm::PemAll;
  if (name == "key") return ExportForm::Key;
  if (name == "p12") return ExportForm::Pkcs12;
  return name == "der" ? ExportForm::Der : ExportForm::PemChain;
}

base::Result<Secret> exportPassphrase(const CertArguments& arguments) {
  if (!arguments.passphraseFile.empty()) return readPassphrase(arguments.passphraseFile);
  if (arguments.passphrase) return askNew("Passphrase for the exported key");
  return Secret();
}

std::string foundText(const std::string& name, const certificates::FoundIdentity& found) {
  std::string text = fmt::format("{}: for {}, signed by {}, {}", name, namesText(found.facts), found.facts.issuer,
                                 daysText(found.facts));
  text += fmt::format("\nchain: {} {} after the certificate", found.chain.size(),
                      found.chain.size() == 1 ? "certificate" : "certificates");
  if (found.duplicates > 0) text += fmt::format(", {} doubles left out", found.duplicates);
  if (!found.leftOut.empty())
    text += fmt::format("\nleft out, as they do not belong to it: {}", fmt::join(found.leftOut, ", "));
  return text;
}

}  // namespace

int importCertificate(const CertArguments& arguments) {
  const std::filesystem::path store = certificates::storeFolder();
  const auto sources = certificates::readSources({arguments.targets.begin(), arguments.targets.end()});
  if (!sources) return tellFailure(sources.error(), arguments.json);
  const auto found = withPassphrase(arguments.passphraseFile, "Passphrase of the files", [&](const Secret& given) {
    return certificates::findIdentity(*sources, given, store);
  });
  if (!found) return tellFailure(found.error(), arguments.json);
  const auto name = certificates::importIdentity(store, arguments.name, *found);
  if (!name) return tellFailure(name.error(), arguments.json);
  const auto files = certificates::entryFiles(store, *name);
  control::OutcomeReport report;
  report.done = true;
  report.name = *name;
  report.files = {files.certificate.string(), files.key.string()};
  report.problems = found->warnings;
  return tell(report, arguments.json, foundText(*name, *found));
}

int exportCertificate(const CertArguments& arguments) {
  const auto files = certificates::storedFiles(certificates::storeFolder(), arguments.targets.front());
  if (!files) return tellFailure(files.error(), arguments.json);
  const ExportForm form = formOf(arguments.form);
  const auto passphrase = exportPassphrase(arguments);
  if (!passphrase) return tellFailure(passphrase.error(), arguments.json);
  const auto bytes = certificates::exportIdentity(*files, form, *passphrase);
  if (!bytes) return tellFailure(bytes.error(), arguments.json);
  if (arguments.output.empty()) {
    std::fwrite(bytes->view().data(), 1, bytes->view().size(), stdout);
    return Done;
  }
  const auto overwrite = arguments.force ? certificates::Overwrite::Yes : certificates::Overwrite::No;
  if (auto written = certificates::writeExport(arguments.output, *bytes, certificates::holdsKey(form), overwrite);
      !written)
    return tellFailure(written.error(), arguments.json);
  control::OutcomeReport report;
  report.done = true;
  report.name = arguments.targets.front();
  report.files = {arguments.output};
  return tell(report, arguments.json,
              certificates::holdsKey(form) ? arguments.output + ": with the private key, for its owner alone"
                                           : arguments.output + ": public, without the key");
}

int linkCertificate(const CertArguments& arguments) {
  const std::filesystem::path store = certificates::storeFolder();
  certificates::IdentityFiles files{arguments.targets.front(), arguments.key, {}};
  for (const std::string& file : arguments.ca) files.ca.emplace_back(file);
  const auto identity = certificates::loadIdentity(files);
  if (!identity) return tellFailure(identity.error(), arguments.json);
  const std::string wished = identity->facts.names.empty() ? identity->facts.subject : identity->facts.names.front();
  const std::string name = arguments.name.empty() ? certificates::freeEntryName(store, wished) : arguments.name;
  if (auto linked = certificates::linkEntry(store, name, files); !linked)
    return tellFailure(linked.error(), arguments.json);
  control::OutcomeReport report;
  report.done = true;
  report.name = name;
  report.problems = identity->warnings;
  return tell(report, arguments.json,
              fmt::format("{}: linked to {}, which stays as it is, where it is", name, arguments.targets.front()));
}

}  // namespace command_line
