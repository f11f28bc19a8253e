// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// What `ca share --json` prints as one line, once its page can be opened.

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "server/base/error.h"

namespace control {

struct ShareReport {
  std::string url;          ///< empty: it is not shared
  std::string fingerprint;  ///< of the authority, SHA-256, hex
  int seconds = 0;          ///< until it ends by itself
  std::string error;
  std::vector<base::Problem> problems;
};
std::string toJson(const ShareReport& report);
base::Result<ShareReport> shareReportFromJson(std::string_view json);

}  // namespace control
