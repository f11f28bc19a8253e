// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Lines to whoever reads our output, without ever waiting for them: a pipe that nobody reads or a terminal that was
// stopped must not stop the master.

#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "server/base/unique_fd.h"
#include "server/net/event_loop.h"

namespace command_line {

class EventOutput final : private net::Watcher {
 public:
  /// Bytes that wait for the reader; what does not fit any more is counted, and told once there is room.
  static constexpr std::size_t maximumQueue = 256 * 1024;
  /// The line that says how many lines were lost.
  using LossLine = std::function<std::string(std::int64_t)>;

  /// `descriptor` stays open and as blocking as it is: whoever started us may share it.
  EventOutput(int descriptor, LossLine lossLine);
  EventOutput(const EventOutput&) = delete;
  EventOutput& operator=(const EventOutput&) = delete;

  /// From now on what waits goes out when there is room; before, and without, only when something is added.
  void begin(net::EventLoop& loop) { m_loop = &loop; }
  /// A line with its newline.
  void add(std::string_view line);
  /// Waits for the reader for at most that long, then gives up.
  void finish(base::Milliseconds longest);

 private:
  enum class Written { All, Some, Gone };
  void handleReady(std::uint32_t events) override;
  /// Writes what goes without waiting.
  Written writeQueue();
  void enqueue(std::string_view line);
  /// Puts the line about what was lost into the empty queue.
  void tellLoss();
  void flush();

  const LossLine m_lossLine;
  const int m_given;
  bool m_isFile = false;    ///< written to at once: a disk may be slow, but nobody has to read first
  bool m_isSocket = false;  ///< such as journald's
  base::UniqueFd m_own;     ///< the same pipe or terminal, opened anew without blocking
  net::EventLoop* m_loop = nullptr;
  net::Watch m_watch;
  std::string m_queue;
  std::int64_t m_lost = 0;
  std::int64_t m_lostInQueue = 0;  ///< told by a line that still waits
};

}  // namespace command_line
