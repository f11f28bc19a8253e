// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// One thread's epoll loop: descriptors, timers, signals, and work put off to the end of a turn. A turn reads what is
// ready, runs what became due, then runs the deferred work (connections flush there, once each), then destroys what
// asked for it. Holds no global: a process may run several loops, one a thread.

#pragma once

#include <sys/epoll.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "server/base/error.h"
#include "server/base/time.h"
#include "server/base/unique_fd.h"

namespace net {

class EventLoop;

/// Something that a descriptor's readiness is told to.
class Watcher {
 public:
  /// `events` as in epoll_wait(2). May destroy this object's Watch, also from inside.
  virtual void handleReady(std::uint32_t events) = 0;

 protected:
  ~Watcher() = default;
};

/// A descriptor registered with a loop; unregisters when it ends. Does not own the descriptor, and must end before it.
class Watch {
 public:
  Watch() = default;
  Watch(Watch&& other) noexcept;
  Watch& operator=(Watch&& other) noexcept;
  ~Watch() { stop(); }
  void stop();
  /// Changes the events (EPOLL_CTL_MOD).
  void change(std::uint32_t events);
  explicit operator bool() const { return m_loop != nullptr; }

 private:
  friend class EventLoop;
  Watch(EventLoop& loop, int fd, Watcher& watcher) : m_loop(&loop), m_fd(fd), m_watcher(&watcher) {}
  EventLoop* m_loop = nullptr;
  int m_fd = -1;
  Watcher* m_watcher = nullptr;
};

/// A one-shot timer. Moving its time further out costs no heap operation, so that a connection may do it every request.
class Timer {
 public:
  Timer(EventLoop& loop, std::function<void()> callback);
  Timer(const Timer&) = delete;
  Timer& operator=(const Timer&) = delete;
  ~Timer();
  void startAt(base::MonotonicTime when);
  void startIn(base::Milliseconds delay);
  void stop();
  [[nodiscard]] bool isRunning() const { return m_running; }
  [[nodiscard]] base::MonotonicTime when() const { return m_when; }

 private:
  friend class EventLoop;
  EventLoop& m_loop;
  std::function<void()> m_callback;
  base::MonotonicTime m_when;
  base::MonotonicTime m_queuedFor;
  std::uint64_t m_entry = 0;  ///< of the heap entry that is ours; 0: none
  bool m_running = false;
};

/// The base of what may be destroyed inside one of its own callbacks: see EventLoop::destroyLater.
class Destroyable {
 public:
  virtual ~Destroyable() = default;
};

/// Work put off to the end of the turn. Intrusive, so that deferring allocates nothing; deferring twice runs once.
class Deferred {
 public:
  virtual void runDeferred() = 0;
  Deferred() = default;
  Deferred(const Deferred&) = delete;
  Deferred& operator=(const Deferred&) = delete;

 protected:
  ~Deferred();

 private:
  friend class EventLoop;
  EventLoop* m_deferredIn = nullptr;
};

class EventLoop {
 public:
  static base::Result<std::unique_ptr<EventLoop>> create();
  ~EventLoop();
  EventLoop(const EventLoop&) = delete;
  EventLoop& operator=(const EventLoop&) = delete;

  /// Registers a descriptor. Flags as in epoll_ctl(2), EPOLLET and EPOLLEXCLUSIVE too.
  base::Result<Watch> watch(int fd, std::uint32_t events, Watcher& watcher);
  /// Turns until stop() is called. Exceptions from callbacks are not caught: they end the process.
  void run();
  /// One turn: waits at most `longest`.
  void turn(base::Milliseconds longest);
  void stop() { m_stopping = true; }

  void defer(Deferred& work);
  void destroyLater(std::unique_ptr<Destroyable> object);

  /// The monotonic time at the start of this turn's work; cheap.
  [[nodiscard]] base::MonotonicTime now() const { return m_now; }
  /// "Date:" for this second, rebuilt at most once a second (RFC 9110 6.6.1).
  [[nodiscard]] std::string_view httpDate();

 private:
  friend class Watch;
  friend class Timer;
  friend class Deferred;
  explicit EventLoop(base::UniqueFd epoll);

  struct TimerEntry {
    base::MonotonicTime when;
    std::uint64_t number;
    Timer* timer;
  };
  void queue(Timer& timer);
  void forget(Timer& timer);
  void forget(const Watcher* watcher, int fd);
  void forget(Deferred& work);
  int millisecondsToNextTimer(base::Milliseconds longest) const;
  void runTimers();
  void runDeferred();

  base::UniqueFd m_epoll;
  std::vector<epoll_event> m_ready;
  int m_readyCount = 0;
  int m_readyNext = 0;
  std::vector<TimerEntry> m_timers;  ///< a binary heap by `when`
  std::uint64_t m_timerNumber = 0;
  std::vector<Deferred*> m_deferred;
  std::vector<std::unique_ptr<Destroyable>> m_doomed;
  base::MonotonicTime m_now;
  std::int64_t m_dateSecond = -1;
  std::string m_date;
  bool m_stopping = false;
};

}  // namespace net
