// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// One-shot timers of one event loop, in a heap that each timer knows its place in. Waiting for the first of them is the
// loop's business.

#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <vector>

#include "server/base/time.h"

namespace net {

class EventLoop;
class TimerQueue;

/// Calls back once, in the loop's thread. Moving its time further out costs no heap operation, so that a connection may
/// do it every request. The callback may start its timer again, but not destroy it: EventLoop::destroyLater.
class Timer {
 public:
  Timer(EventLoop& loop, std::function<void()> callback);
  Timer(const Timer&) = delete;
  Timer& operator=(const Timer&) = delete;
  ~Timer();
  /// A time in the past means the next turn.
  void startAt(base::MonotonicTime when);
  /// From EventLoop::now() inside a turn, from the clock outside of one.
  void startIn(base::Milliseconds delay);
  void stop() { m_running = false; }
  [[nodiscard]] bool isRunning() const { return m_running; }
  [[nodiscard]] base::MonotonicTime when() const { return m_when; }

 private:
  friend class TimerQueue;
  static constexpr std::size_t notQueued = static_cast<std::size_t>(-1);
  EventLoop& m_loop;
  std::function<void()> m_callback;
  base::MonotonicTime m_when;
  std::size_t m_place = notQueued;
  bool m_running = false;
};

/// A binary heap by time. An entry may be earlier than its timer's time, or its timer be stopped: found out when it is
/// due. It is never later.
class TimerQueue {
 public:
  void start(Timer& timer);
  void remove(Timer& timer);
  /// Calls back what is due at `now`. A timer that is started meanwhile is not called before the next run.
  void run(base::MonotonicTime now);
  /// When run() next has something to look at.
  [[nodiscard]] std::optional<base::MonotonicTime> next() const;

 private:
  struct Entry {
    base::MonotonicTime when;
    Timer* timer;
  };
  void put(std::size_t place, Entry entry);
  void siftUp(std::size_t place, Entry entry);
  void siftDown(std::size_t place, Entry entry);

  std::vector<Entry> m_heap;
  base::MonotonicTime m_notBefore = base::MonotonicTime::min();  ///< no new entry is earlier, so that run() ends
};

}  // namespace net
