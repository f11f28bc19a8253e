// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// A worker's part of the access log: lines are gathered, and leave together when there are many, once a second, and at
// the end. All workers append to one file, each write being whole lines, so that none is torn.

#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "server/base/unique_fd.h"
#include "server/http/access_observer.h"
#include "server/http/counters.h"
#include "server/net/event_loop.h"
#include "server/net/timer.h"

namespace cluster {

class AccessWriter final : public http::AccessObserver {
 public:
  /// What is kept while the file takes nothing: beyond that, lines are lost and counted.
  static constexpr std::size_t mostKept = 256 * 1024;
  /// Why nothing can be written, and how many lines were lost since it was last told: at most once a minute.
  using Troubled = std::function<void(const std::string& reason, std::int64_t lost)>;

  /// No file: every line waits for reopen(). Loop and counters outlive this.
  AccessWriter(net::EventLoop& loop, base::UniqueFd file, http::Counters& counters, Troubled troubled);
  /// What can be written still is.
  ~AccessWriter();

  void requestServed(const http::ServedRequest& served) override;
  /// What was gathered goes to the old file, what comes to this one.
  void reopen(base::UniqueFd file);
  void flush();

 private:
  void append(std::string_view line);
  void handleFailure(int number);
  void lose(std::int64_t lines);
  void tellTrouble(const std::string& reason);

  net::EventLoop& m_loop;
  base::UniqueFd m_file;
  http::Counters& m_counters;
  Troubled m_troubled;
  net::Timer m_flushTimer;
  std::string m_lines;  ///< whole ones
  std::string m_line;   ///< the memory of one, used again
  std::string m_time;   ///< of m_timeSecond
  std::int64_t m_timeSecond = -1;
  bool m_failing = false;
  bool m_torn = false;  ///< the file ends in the middle of a line of ours
  std::int64_t m_lost = 0;
  base::MonotonicTime m_toldAt;
};

}  // namespace cluster
