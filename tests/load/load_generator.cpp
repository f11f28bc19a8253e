// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT

#include "tests/load/load_generator.h"

#include <fmt/format.h>

#include <algorithm>
#include <csignal>

std::string LoadReport::text() const {
  return fmt::format(
      "{} answered over {} connections; {} refused, {} cut ({} connections lost), {} hung, {} wrong; {} resendable; "
      "slowest {} ms",
      answered, connections, refused, cut, lostConnections, hung, wrong, resendable, slowest.count());
}

void LoadGenerator::start() {
  std::signal(SIGPIPE, SIG_IGN);  // a killed worker's connection is a result, not an end of the test
  for (int i = 0; i < m_options.http1Connections; ++i) m_threads.emplace_back([this] { runHttp1Load(*this); });
  for (int i = 0; i < m_options.http2Connections; ++i) m_threads.emplace_back([this] { runHttp2Load(*this); });
}

LoadReport LoadGenerator::finish() {
  m_stopping = true;
  for (std::thread& thread : m_threads) thread.join();
  m_threads.clear();
  return report();
}

LoadReport LoadGenerator::report() {
  const std::lock_guard lock(m_mutex);
  return m_report;
}

void LoadGenerator::add(const LoadReport& part) {
  const std::lock_guard lock(m_mutex);
  m_report.answered += part.answered;
  m_report.connections += part.connections;
  m_report.refused += part.refused;
  m_report.cut += part.cut;
  m_report.lostConnections += part.lostConnections;
  m_report.hung += part.hung;
  m_report.wrong += part.wrong;
  m_report.resendable += part.resendable;
  m_report.slowest = std::max(m_report.slowest, part.slowest);
  for (const auto& [worker, answers] : part.byWorker) m_report.byWorker[worker] += answers;
}
