// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// One way for each kind of store, and the reading back that they share.

#include "server/certificates/trust_store.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>

#include "server/certificates/certificate.h"
#include "server/certificates/firefox_profiles.h"
#include "server/certificates/nss_database.h"

namespace certificates {

namespace {

using base::Problem;
using base::ProblemCode;

Problem storeProblem(ProblemCode code, const TrustStore& store, std::string reason = {}) {
  Problem problem{.code = code, .arguments = {{"store", store.title()}}};
  if (!reason.empty()) problem.arguments["reason"] = std::move(reason);
  return problem;
}

/// An error's own problems, else what it says as that of the store.
std::vector<Problem> problemsOf(const base::Error& error, ProblemCode code, const TrustStore& store) {
  return error.problems.empty() ? std::vector{storeProblem(code, store, error.sentence)} : error.problems;
}

std::filesystem::path environmentPath(const char* name, const std::filesystem::path& otherwise) {
  const char* const value = std::getenv(name);
  return value != nullptr && *value == '/' ? std::filesystem::path(value) : otherwise;
}

std::vector<TrustStore> chromiumStores(const std::filesystem::path& home) {
  struct Place {
    const char* id;
    const char* edition;
    const char* parent;  ///< is there where that program was ever started
    const char* folder;
    TrustPackaging packaging;
  };
  constexpr std::array places = {
      // Of Chromium, Chrome, Edge, Brave and Vivaldi alike.
      Place{"chromium", "", "", ".pki/nssdb", TrustPackaging::Native},
      Place{"chromium@snap", "", "snap/chromium", "snap/chromium/current/.pki/nssdb", TrustPackaging::Snap},
      Place{"chromium@flatpak", "", ".var/app/org.chromium.Chromium", ".var/app/org.chromium.Chromium/.pki/nssdb",
            TrustPackaging::Flatpak},
      Place{"chrome@flatpak", "Chrome", ".var/app/com.google.Chrome", ".var/app/com.google.Chrome/.pki/nssdb",
            TrustPackaging::Flatpak},
  };
  std::vector<TrustStore> stores;
  std::error_code ignored;
  for (const Place& place : places) {
    if (*place.parent != '\0' && !std::filesystem::is_directory(home / place.parent, ignored)) continue;
    TrustStore store;
    store.kind = TrustStoreKind::Chromium;
    store.id = place.id;
    store.folder = home / place.folder;
    store.edition = place.edition;
    store.packaging = place.packaging;
    stores.push_back(std::move(store));
  }
  return stores;
}

TrustState stateOf(const std::vector<NssDatabase::Entry>& entries, const X509* authority) {
  bool older = false;
  bool there = false;
  for (const NssDatabase::Entry& entry : entries) {
    const bool same = X509_cmp(entry.certificate.get(), authority) == 0;
    if (same && entry.vouchesForServers) return TrustState::Trusted;
    there = there || same;
    older = older || entry.vouchesForServers;
  }
  if (older) return TrustState::Outdated;
  return there || !entries.empty() ? TrustState::Untrusted : TrustState::NotTrusted;
}

TrustReading readSystem(const TrustStore& store, const X509* authority, const SystemAnchors& system) {
  TrustReading reading{store, TrustState::NotTrusted, {}};
  if (system.way == SystemAnchors::Way::None) {
    return {store, TrustState::CannotTell, {storeProblem(ProblemCode::SystemStoreUnknown, store)}};
  }
  for (const X509Pointer& anchor : anchorsOfKey(system, authority)) {
    if (X509_cmp(anchor.get(), authority) == 0) {
      reading.state = TrustState::Trusted;
      return reading;
    }
    reading.state = TrustState::Outdated;
  }
  return reading;
}

base::Result<void> changeSystem(TrustChange change, const X509* authority, const std::filesystem::path& file,
                                const SystemAnchors& system) {
  if (system.way == SystemAnchors::Way::None) {
    return base::failure(Problem{.code = ProblemCode::SystemStoreUnknown});
  }
  base::ProgramCall call = systemTrustCall(change, authority, file, system);
  if (::geteuid() != 0) {
    call.arguments.insert(call.arguments.begin(), "sudo");
    return base::failure(Problem{.code = ProblemCode::TrustNeedsRoot, .arguments = {{"command", call.text()}}});
  }
  const auto end = base::runProgram(call);
  if (!end) return base::failure(end.error());
  if (end->exitCode != 0) return base::failure(end->reason());
  return {};
}

base::Result<void> changeDatabase(const TrustStore& store, TrustChange change, const X509* authority,
                                  const std::filesystem::path& file) {
  const auto database = NssDatabase::open(store.folder);
  if (!database) return base::failure(database.error());
  return change == TrustChange::Install ? database->add(authority, file) : database->remove(authority);
}

bool isBrowserOpen(const TrustStore& store) {
  return store.kind == TrustStoreKind::Firefox && isProfileInUse(store.folder);
}

}  // namespace

std::string TrustStore::title() const {
  if (kind == TrustStoreKind::System) return "this system";
  std::string text = kind == TrustStoreKind::Firefox ? "Firefox" : "Chromium";
  if (!edition.empty()) text = kind == TrustStoreKind::Firefox ? text + ' ' + edition : edition;
  std::string aside = profile;
  if (packaging != TrustPackaging::Native) {
    if (!aside.empty()) aside += ", ";
    aside += name(packaging);
  }
  return aside.empty() ? text : fmt::format("{} ({})", text, aside);
}

TrustSurroundings TrustSurroundings::ofThisUser() {
  const std::filesystem::path home = environmentPath("HOME", "/");
  return {home, environmentPath("XDG_CONFIG_HOME", home / ".config"), SystemAnchors::ofThisMachine()};
}

std::vector<TrustStore> trustStores(const TrustSurroundings& surroundings) {
  TrustStore system;
  system.id = "system";
  system.folder = surroundings.system.folder;
  std::vector<TrustStore> stores{std::move(system)};
  for (TrustStore& store : chromiumStores(surroundings.home)) stores.push_back(std::move(store));
  for (TrustStore& store : firefoxProfiles(surroundings.home, surroundings.configHome)) {
    stores.push_back(std::move(store));
  }
  return stores;
}

TrustReading readTrust(const TrustStore& store, X509* authority, const TrustSurroundings& surroundings) {
  if (store.kind == TrustStoreKind::System) return readSystem(store, authority, surroundings.system);
  const auto database = NssDatabase::open(store.folder);
  if (!database) {
    return {store, TrustState::CannotTell, problemsOf(database.error(), ProblemCode::TrustUnreadable, store)};
  }
  const auto entries = database->entriesOf(authority);
  if (!entries) {
    return {store, TrustState::CannotTell, problemsOf(entries.error(), ProblemCode::TrustUnreadable, store)};
  }
  return {store, stateOf(*entries, authority), {}};
}

base::Result<TrustReading> changeTrust(const TrustStore& store, TrustChange change, X509* authority,
                                       const std::filesystem::path& file, const TrustSurroundings& surroundings) {
  const TrustState wanted = change == TrustChange::Install ? TrustState::Trusted : TrustState::NotTrusted;
  TrustReading before = readTrust(store, authority, surroundings);
  if (before.state == wanted) return before;
  const base::Result<void> changed = store.kind == TrustStoreKind::System
                                         ? changeSystem(change, authority, file, surroundings.system)
                                         : changeDatabase(store, change, authority, file);
  if (!changed) return base::failure(problemsOf(changed.error(), ProblemCode::TrustChangeFailed, store));
  TrustReading after = readTrust(store, authority, surroundings);
  if (after.state != wanted) {
    if (after.problems.empty()) after.problems.push_back(storeProblem(ProblemCode::TrustNotConfirmed, store));
    return base::failure(std::move(after.problems));
  }
  if (isBrowserOpen(store)) {
    Problem open = storeProblem(ProblemCode::BrowserOpen, store);
    open.severity = Problem::Severity::Warning;
    after.problems.push_back(std::move(open));
  }
  return after;
}

base::ProgramCall systemTrustCall(TrustChange change, const X509* authority, const std::filesystem::path& file,
                                  const SystemAnchors& system) {
  if (system.way == SystemAnchors::Way::P11Kit) {
    const char* const action = change == TrustChange::Install ? "--store" : "--remove";
    return {.arguments = {"trust", "anchor", action, file.string()}};
  }
  base::ProgramCall refresh{.arguments = system.refresh};
  // Else its links to what is gone would stay.
  if (change == TrustChange::Remove) refresh.arguments.emplace_back("--fresh");
  const std::string target = base::shellQuoted((system.folder / (anchorName(authority) + ".crt")).string());
  const std::string first = change == TrustChange::Install
                                ? fmt::format("install -D -m 644 {} {}", base::shellQuoted(file.string()), target)
                                : fmt::format("rm -f {}", target);
  return {.arguments = {"sh", "-c", first + " && " + refresh.text()}};
}

std::string_view name(TrustState state) {
  switch (state) {
    case TrustState::Trusted:
      return "trusted";
    case TrustState::NotTrusted:
      return "not-trusted";
    case TrustState::Untrusted:
      return "untrusted";
    case TrustState::Outdated:
      return "outdated";
    case TrustState::CannotTell:
      break;
  }
  return "cannot-tell";
}

std::string_view name(TrustStoreKind kind) {
  switch (kind) {
    case TrustStoreKind::System:
      return "system";
    case TrustStoreKind::Chromium:
      return "chromium";
    case TrustStoreKind::Firefox:
      break;
  }
  return "firefox";
}

std::string_view name(TrustPackaging packaging) {
  switch (packaging) {
    case TrustPackaging::Native:
      return "native";
    case TrustPackaging::Snap:
      return "snap";
    case TrustPackaging::Flatpak:
      break;
  }
  return "flatpak";
}

}  // namespace certificates
