// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The cluster's figures for Prometheus (text format 0.0.4): any worker can answer for all, from the scoreboard.

#pragma once

#include <string>

#include "server/cluster/scoreboard.h"
#include "server/http/request_handler.h"

namespace cluster {

/// Counters never go backwards while the master lives: those of ended lives stay in their slot's. One series a slot;
/// the sum is the reader's to make. Times are one histogram of all.
std::string metricsText(const Scoreboard& scoreboard);

class MetricsPage final : public http::RequestHandler {
 public:
  /// `scoreboard` outlives this.
  explicit MetricsPage(const Scoreboard& scoreboard) : m_scoreboard(scoreboard) {}
  /// GET and HEAD of /metrics; 404 elsewhere.
  void handle(http::Request& request, http::ResponseWriter& writer) override;

 private:
  const Scoreboard& m_scoreboard;
};

}  // namespace cluster
