// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// What `cert acme issue --json` and `cert acme renew --json` print as one line.

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "server/base/error.h"

namespace control {

struct AcmeOutcome {
  std::string entry;    ///< of the store; empty: there is none
  std::string outcome;  ///< "issued", "renewed", "not-due", "failed"
  std::string reason;   ///< why it failed, as a sentence; the problems say it too where they can
  std::vector<base::Problem> problems;

  [[nodiscard]] base::Error error() const;  ///< of one that failed
};
struct AcmeReport {
  std::vector<AcmeOutcome> entries;
};
std::string toJson(const AcmeReport& report);
base::Result<AcmeReport> acmeReportFromJson(std::string_view json);

}  // namespace control
