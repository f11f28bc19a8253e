// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Whom the programs of this machine trust: the system's store, and the stores of Chromium and of every Firefox profile.
// What was changed is read back, and only what was read is told. Blocks: runs other programs.

#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "server/base/error.h"
#include "server/base/program.h"
#include "server/certificates/openssl_pointers.h"
#include "server/certificates/system_anchors.h"

namespace certificates {

enum class TrustStoreKind { System, Chromium, Firefox };
enum class TrustPackaging { Native, Snap, Flatpak };

struct TrustStore {
  TrustStoreKind kind = TrustStoreKind::System;
  std::string id;                ///< the same at every look: "system", "chromium", "firefox:abcd.default-release"
  std::filesystem::path folder;  ///< of the NSS database; System: where local authorities are put
  std::string profile;           ///< Firefox: the profile's name
  std::string edition;           ///< Firefox: "Developer Edition", "Nightly" or empty; Chromium: empty or "Chrome"
  TrustPackaging packaging = TrustPackaging::Native;

  /// English, for sentences: "the system's store", "Chromium's store", "Firefox's profile default-release".
  [[nodiscard]] std::string title() const;
};

/// Where to look. The default is this user and this machine; tests have folders of their own.
struct TrustSurroundings {
  std::filesystem::path home;
  std::filesystem::path configHome;
  SystemAnchors system;
  static TrustSurroundings ofThisUser();
};

/// The system's first, then Chromium's (there or not: it is made on installing), then each Firefox profile that exists.
std::vector<TrustStore> trustStores(const TrustSurroundings& surroundings);

enum class TrustState {
  Trusted,     ///< this very certificate, to vouch for servers
  NotTrusted,  ///< not there
  Untrusted,   ///< there, without the right to vouch for servers
  Outdated,    ///< another certificate of the same key is trusted: from before a re-issue
  CannotTell,  ///< see the problems
};
std::string_view name(TrustState state);        // "trusted", "not-trusted", "untrusted", "outdated", "cannot-tell"
std::string_view name(TrustStoreKind kind);     // "system", "chromium", "firefox"
std::string_view name(TrustPackaging packing);  // "native", "snap", "flatpak"

struct TrustReading {
  TrustStore store;
  TrustState state = TrustState::CannotTell;
  std::vector<base::Problem> problems;  ///< why it cannot be told or changed; warnings: a browser to be started anew
};

TrustReading readTrust(const TrustStore& store, X509* authority, const TrustSurroundings& surroundings);

enum class TrustChange { Install, Remove };
/// Makes the change unless it is there already, then reads. Success is Trusted after Install and NotTrusted after
/// Remove; everything else is an error whose problems say why. `file` is the authority's PEM file. Remove also takes
/// older certificates of the same key away. The system's store by anybody but root: TrustNeedsRoot.
base::Result<TrustReading> changeTrust(const TrustStore& store, TrustChange change, X509* authority,
                                       const std::filesystem::path& file, const TrustSurroundings& surroundings);
/// What root has to run for the system's store; readTrust() tells what came of it. To be shown before it is run.
base::ProgramCall systemTrustCall(TrustChange change, const X509* authority, const std::filesystem::path& file,
                                  const SystemAnchors& system);

}  // namespace certificates
