// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// What the commands about trust print as one line of JSON: who trusts the local authority, and whether a browser will
// accept an address. The words for states and checks are those of server/certificates.

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "server/base/error.h"
#include "server/base/time.h"

namespace control {

/// One store of `ca status`, `ca trust` and `ca untrust`.
struct StoreTrust {
  std::string id;         ///< "system", "chromium", "firefox:abcd.default-release"
  std::string title;      ///< English: "Firefox (default-release)"
  std::string kind;       ///< "system", "chromium", "firefox"
  std::string packaging;  ///< "native", "snap", "flatpak"
  std::string profile;
  std::string edition;
  std::string folder;
  std::string state;  ///< "trusted", "not-trusted", "untrusted", "outdated", "cannot-tell"
  std::vector<base::Problem> problems;
};
/// The one line of `ca status|trust|untrust --json`.
struct TrustReport {
  std::string authority;    ///< its subject; empty: there is none, see the problems
  std::string fingerprint;  ///< SHA-256, hex
  std::string file;
  base::UnixMilliseconds notAfter = 0;
  bool done = true;  ///< every store that was meant is as it was asked for
  std::vector<StoreTrust> stores;
  std::vector<base::Problem> problems;
};
std::string toJson(const TrustReport& report);
base::Result<TrustReport> trustReportFromJson(std::string_view json);

struct LadderRow {
  std::string check;   ///< "certificate-read" ... "not-authority", "store" for each, and "handshake" of a server
  std::string store;   ///< with "store": its id
  std::string answer;  ///< "yes", "warning", "no", "cannot-tell"
  std::string mend;    ///< of the first problem: "trust", "renew" ...; empty: none
  std::vector<base::Problem> problems;
};
/// The one line of `cert check --json`, whatever is checked and whatever comes of it.
struct LadderReport {
  std::string host{};
  int port = 0;               ///< 0: the server is not running, or a certificate alone is checked
  std::string certificate{};  ///< its file; empty: only what the server shows is known
  std::string version{};      ///< of the handshake: "TLSv1.3"; empty: there was none
  std::string protocol{};     ///< by ALPN: "h2"
  std::vector<LadderRow> rows{};
  std::string error{};                    ///< what there is to check was not found, in words where no problem says it
  std::vector<base::Problem> problems{};  ///< likewise; there are no rows then
};
std::string toJson(const LadderReport& report);
base::Result<LadderReport> ladderReportFromJson(std::string_view json);

}  // namespace control
