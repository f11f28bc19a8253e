// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT

#include "server/command_line/trust_commands.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>

#include "server/base/xdg_directories.h"
#include "server/certificates/certificate_authority.h"
#include "server/certificates/trust_store.h"
#include "server/command_line/exit_code.h"
#include "server/command_line/terminal.h"
#include "server/control/message_trust.h"

namespace command_line {

namespace {

using certificates::TrustChange;
using certificates::TrustReading;
using certificates::TrustState;
using certificates::TrustStore;
using certificates::TrustStoreKind;

struct LoadedAuthority {
  std::filesystem::path file;
  certificates::X509Pointer certificate;
};

base::Result<LoadedAuthority> loadAuthority(const std::string& given) {
  std::error_code ignored;
  std::filesystem::path file = given;
  if (file.empty()) {
    file = certificates::authorityFiles(base::dataDirectory()).certificate;
    if (!std::filesystem::exists(file, ignored)) {
      return base::failure(base::Problem{.code = base::ProblemCode::AuthorityMissing});
    }
  }
  file = std::filesystem::absolute(file, ignored);
  auto read = certificates::readCertificates(file);
  if (!read) return base::failure(std::move(read.error()));
  return LoadedAuthority{file, std::move(read->front())};
}

bool isChosen(const TrustStore& store, const std::string& choice) {
  if (choice == "all" || choice == store.id) return true;
  return choice == "nss" && store.kind != TrustStoreKind::System;
}

control::StoreTrust reportOf(const TrustReading& reading) {
  const TrustStore& store = reading.store;
  return {store.id,        store.title(), std::string(name(store.kind)), std::string(name(store.packaging)),
          store.profile,   store.edition, store.folder.string(),         std::string(name(reading.state)),
          reading.problems};
}

void print(const control::StoreTrust& store) {
  const Paint paint(STDOUT_FILENO);
  const Colour colour = store.state == "trusted" ? Colour::Green : Colour::Yellow;
  std::string words = store.state;
  std::ranges::replace(words, '-', ' ');
  fmt::print("{:<44} {}\n", store.title, paint.with(colour, words));
  for (const base::Problem& problem : store.problems) printProblem(problem);
}

/// As root by sudo, in this terminal, and then read again.
base::Result<TrustReading> changeBySudo(const TrustStore& store, TrustChange change, const LoadedAuthority& authority,
                                        const certificates::TrustSurroundings& surroundings) {
  base::ProgramCall call =
      certificates::systemTrustCall(change, authority.certificate.get(), authority.file, surroundings.system);
  call.arguments.insert(call.arguments.begin(), "sudo");
  call.terminal = base::ProgramCall::Terminal::Inherited;
  fmt::print(
      "The store of this system belongs to its administrator. This is run now, and may ask for your password:\n"
      "  {}\n",
      call.text());
  std::fflush(stdout);
  const auto end = base::runProgram(call);
  if (!end) return base::failure(end.error());
  return changeTrust(store, change, authority.certificate.get(), authority.file, surroundings);
}

base::Result<TrustReading> changeStore(const TrustStore& store, TrustChange change, const LoadedAuthority& authority,
                                       const certificates::TrustSurroundings& surroundings, bool json) {
  auto changed = changeTrust(store, change, authority.certificate.get(), authority.file, surroundings);
  const bool needsRoot = !changed && !changed.error().problems.empty() &&
                         changed.error().problems.front().code == base::ProblemCode::TrustNeedsRoot;
  if (!needsRoot || json || ::isatty(STDIN_FILENO) == 0 || !base::findProgram("sudo")) return changed;
  return changeBySudo(store, change, authority, surroundings);
}

control::TrustReport reportOf(const LoadedAuthority& authority) {
  const certificates::CertificateFacts facts = certificates::factsOf(authority.certificate.get());
  control::TrustReport report;
  report.authority = facts.subject;
  report.fingerprint = facts.fingerprint;
  report.file = authority.file.string();
  report.notAfter = facts.notAfter;
  return report;
}

int tellMissing(const base::Error& error, bool json) {
  if (json) {
    control::TrustReport report;
    report.done = false;
    report.problems = error.problems;
    fmt::print("{}\n", toJson(report));
  } else {
    printError(error);
  }
  return Failed;
}

int refuseStore(const std::string& store) {
  printError(base::Error(fmt::format("there is no trust store \"{}\"; see: forkyard ca status --json", store)));
  return WrongUse;
}

int apply(TrustChange change, const TrustArguments& arguments) {
  const auto authority = loadAuthority(arguments.file);
  if (!authority) return tellMissing(authority.error(), arguments.json);
  const auto surroundings = certificates::TrustSurroundings::ofThisUser();
  control::TrustReport report = reportOf(*authority);
  for (const TrustStore& store : trustStores(surroundings)) {
    if (!isChosen(store, arguments.store)) continue;
    auto changed = changeStore(store, change, *authority, surroundings, arguments.json);
    if (!changed) {
      report.done = false;
      // What was asked for did not come about: then at least what is the case.
      TrustReading now = readTrust(store, authority->certificate.get(), surroundings);
      now.problems = changed.error().problems;
      changed = std::move(now);
    }
    report.stores.push_back(reportOf(*changed));
    if (!arguments.json) print(report.stores.back());
  }
  if (report.stores.empty()) return refuseStore(arguments.store);
  if (arguments.json) fmt::print("{}\n", toJson(report));
  return report.done ? Done : Failed;
}

}  // namespace

int showTrust(const TrustArguments& arguments) {
  const auto authority = loadAuthority(arguments.file);
  if (!authority) return tellMissing(authority.error(), arguments.json);
  const auto surroundings = certificates::TrustSurroundings::ofThisUser();
  control::TrustReport report = reportOf(*authority);
  if (!arguments.json) fmt::print("{} ({})\n", report.authority, report.file);
  for (const TrustStore& store : trustStores(surroundings)) {
    if (!isChosen(store, arguments.store)) continue;
    report.stores.push_back(reportOf(readTrust(store, authority->certificate.get(), surroundings)));
    if (!arguments.json) print(report.stores.back());
  }
  if (report.stores.empty()) return refuseStore(arguments.store);
  if (arguments.json) fmt::print("{}\n", toJson(report));
  return Done;
}

int trustAuthority(const TrustArguments& arguments) {
  return apply(TrustChange::Install, arguments);
}

int distrustAuthority(const TrustArguments& arguments) {
  return apply(TrustChange::Remove, arguments);
}

}  // namespace command_line
