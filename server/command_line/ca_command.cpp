// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT

#include "server/command_line/ca_command.h"

#include <fmt/format.h>

#include "server/base/xdg_directories.h"
#include "server/certificates/certificate_authority.h"
#include "server/certificates/certificate_store.h"
#include "server/certificates/export.h"
#include "server/command_line/certificate_words.h"
#include "server/command_line/exit_code.h"
#include "server/command_line/passphrase_prompt.h"

namespace command_line {

namespace {

using certificates::Secret;

certificates::AuthorityFiles files() {
  return certificates::authorityFiles(base::dataDirectory());
}

std::string textOf(const certificates::AuthorityFacts& facts) {
  std::string text =
      fmt::format("{}, {}, {}\n", facts.certificate.subject, facts.certificate.key, daysText(facts.certificate));
  text += facts.constraints ? fmt::format("can vouch only for {}\n", facts.constraints->text())
                            : std::string("can vouch for every name: it was not made by forkyard ca create\n");
  text += fmt::format("certificate {}\nkey         {}{}\n", facts.files.certificate.string(), facts.files.key.string(),
                      facts.needsPassphrase ? ", with a passphrase"
                      : facts.hasKey        ? ""
                                            : ", missing");
  // A certificate that is only previewed has none yet.
  if (!facts.certificate.fingerprint.empty()) text += fmt::format("SHA-256     {}\n", facts.certificate.fingerprint);
  text.pop_back();
  return text;
}

base::Result<Secret> newPassphrase(const CaArguments& arguments) {
  if (!arguments.passphraseFile.empty()) return readPassphrase(arguments.passphraseFile);
  if (arguments.passphrase) return askNew("New passphrase for the local authority");
  return Secret();
}

std::string changesText(const certificates::AuthorityChange& change) {
  std::string text =
      fmt::format("until {}, before {}\n", base::isoTime(change.after.certificate.notAfter).substr(0, 10),
                  base::isoTime(change.before.certificate.notAfter).substr(0, 10));
  if (!change.added.empty()) text += fmt::format("added: {}\n", fmt::join(change.added, ", "));
  if (!change.removed.empty()) text += fmt::format("removed: {}\n", fmt::join(change.removed, ", "));
  if (!change.keptEntries.empty())
    text += fmt::format("certificates that go on working: {}\n", fmt::join(change.keptEntries, ", "));
  if (!change.lostEntries.empty())
    text += fmt::format("certificates that clients will refuse: {}\n", fmt::join(change.lostEntries, ", "));
  return text + "Trust stores hold the authority as it was: they need the new one for what was added.";
}

}  // namespace

int createCa(const CaArguments& arguments) {
  certificates::AuthorityRequest request;
  request.key = arguments.keyType == "p384" ? certificates::KeyType::P384 : certificates::KeyType::P256;
  request.names = arguments.add;
  request.days = arguments.days;
  auto passphrase = newPassphrase(arguments);
  if (!passphrase) return tellFailure(passphrase.error(), arguments.json);
  request.passphrase = std::move(*passphrase);
  const auto made = certificates::createAuthority(files(), request, base::unixNow());
  if (!made) return tellFailure(made.error(), arguments.json);
  if (arguments.json)
    fmt::print("{}\n", control::toJson(reportOf(*made)));
  else
    fmt::print("{}\n", textOf(*made));
  return Done;
}

int showCa(const CaArguments& arguments) {
  const auto facts = certificates::authorityFacts(files());
  if (!facts) return tellFailure(facts.error(), arguments.json);
  if (arguments.json) {
    fmt::print("{}\n", control::toJson(*facts ? reportOf(**facts) : control::AuthorityReport()));
    return Done;
  }
  if (!*facts)
    return tellFailure(base::Error(base::Problem{.code = base::ProblemCode::AuthorityMissing}), arguments.json);
  fmt::print("{}\n", textOf(**facts));
  return Done;
}

int reissueCa(const CaArguments& arguments) {
  const certificates::AuthorityReissue reissue{arguments.add, arguments.remove, arguments.days};
  const std::filesystem::path store = certificates::storeFolder();
  const auto change =
      arguments.preview
          ? certificates::planReissue(files(), store, reissue, base::unixNow())
          : withPassphrase(arguments.passphraseFile, "Passphrase of the local authority", [&](const Secret& given) {
              return certificates::reissueAuthority(files(), store, reissue, given, base::unixNow());
            });
  if (!change) return tellFailure(change.error(), arguments.json);
  if (!arguments.json) {
    fmt::print("{}\n{}\n", textOf(change->after), changesText(*change));
    return Done;
  }
  control::AuthorityReport report = reportOf(change->after);
  report.added = change->added;
  report.removed = change->removed;
  report.keptEntries = change->keptEntries;
  report.lostEntries = change->lostEntries;
  fmt::print("{}\n", control::toJson(report));
  return Done;
}

int exportCa(const CaArguments& arguments) {
  const auto form = arguments.der ? certificates::AuthorityForm::Der : certificates::AuthorityForm::Pem;
  const auto bytes = certificates::exportAuthority(files(), form);
  if (!bytes) return tellFailure(bytes.error(), arguments.json);
  if (arguments.output.empty()) {
    std::fwrite(bytes->data(), 1, bytes->size(), stdout);
    return Done;
  }
  const auto overwrite = arguments.force ? certificates::Overwrite::Yes : certificates::Overwrite::No;
  if (auto written = certificates::writeExport(arguments.output, Secret(*bytes), false, overwrite); !written)
    return tellFailure(written.error(), arguments.json);
  control::OutcomeReport report;
  report.done = true;
  report.files = {arguments.output};
  return tell(report, arguments.json, arguments.output + ": the authority's certificate, without its key");
}

}  // namespace command_line
