// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// What a worker writes to its stdout and stderr, read by the master from a pipe and told line by line: bounded in
// length and in rate, made safe for a terminal. Remembers the last lines, for the report of a failed start.

#pragma once

#include <deque>
#include <functional>
#include <string>

#include "server/base/error.h"
#include "server/base/unique_fd.h"
#include "server/net/event_loop.h"

namespace cluster {

class WorkerOutput final : private net::Watcher {
 public:
  static constexpr std::size_t longestLine = 1024;  ///< bytes; a longer one is told in pieces
  static constexpr int linesPerSecond = 200;        ///< more are counted and left out
  static constexpr std::size_t linesKept = 8;

  /// `pipe` is the reading end, non-blocking.
  WorkerOutput(net::EventLoop& loop, base::UniqueFd pipe, std::function<void(const std::string& line)> tell);
  base::Result<void> start();
  /// Reads all that is there and tells an unfinished last line too: for the end of the worker.
  void finish();
  [[nodiscard]] const std::deque<std::string>& lastLines() const { return m_lastLines; }

 private:
  void handleReady(std::uint32_t events) override;
  void readAll();
  void take(const char* bytes, std::size_t count);
  void tellLine();
  void tellOmitted();

  net::EventLoop& m_loop;
  base::UniqueFd m_pipe;
  net::Watch m_watch;
  std::function<void(const std::string&)> m_tell;
  std::string m_line;
  std::deque<std::string> m_lastLines;
  base::MonotonicTime m_secondBegan;
  int m_toldThisSecond = 0;
  std::int64_t m_omitted = 0;
};

}  // namespace cluster
