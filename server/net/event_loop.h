// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// One thread's epoll loop: descriptors, timers, and work put off to the end of a turn. A turn reads what is ready, runs
// what became due, then runs the deferred work (connections flush there, once each), then destroys what asked for it.
// Holds no global: a process may run several loops, one a thread.

#pragma once

#include <sys/epoll.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "server/base/error.h"
#include "server/base/time.h"
#include "server/base/unique_fd.h"
#include "server/net/timer.h"

namespace net {

/// Something that a descriptor's readiness is told to. One may watch several descriptors.
class Watcher {
 public:
  /// `events` as in epoll_wait(2). May stop or destroy any Watch, the one that called too.
  virtual void handleReady(std::uint32_t events) = 0;

 protected:
  ~Watcher() = default;
};

/// A descriptor registered with a loop; unregisters when it ends. Does not own the descriptor, and must end before it.
class Watch {
 public:
  Watch() = default;
  Watch(Watch&& other) noexcept : m_loop(std::exchange(other.m_loop, nullptr)), m_place(other.m_place) {}
  Watch& operator=(Watch&& other) noexcept;
  ~Watch() { stop(); }
  /// After this the watcher hears nothing more of it, also not what this turn had ready.
  void stop();
  /// Changes the events (EPOLL_CTL_MOD), which also tells an edge again.
  void change(std::uint32_t events);
  explicit operator bool() const { return m_loop != nullptr; }

 private:
  friend class EventLoop;
  Watch(EventLoop& loop, std::uint32_t place) : m_loop(&loop), m_place(place) {}
  EventLoop* m_loop = nullptr;
  std::uint32_t m_place = 0;
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
  virtual ~Deferred();

 private:
  friend class EventLoop;
  EventLoop* m_deferredIn = nullptr;
};

class EventLoop {
 public:
  static base::Result<std::unique_ptr<EventLoop>> create();
  /// Watches, timers and deferred work must have ended before.
  ~EventLoop();
  EventLoop(const EventLoop&) = delete;
  EventLoop& operator=(const EventLoop&) = delete;

  /// Registers a descriptor. Flags as in epoll_ctl(2), EPOLLET and EPOLLEXCLUSIVE too.
  base::Result<Watch> watch(int fd, std::uint32_t events, Watcher& watcher);
  /// Turns until stop() is called. Exceptions from callbacks are not caught: they end the process.
  void run();
  /// One turn: waits at most `longest`, not at all where work is left over.
  void turn(base::Milliseconds longest);
  void stop() { m_stopping = true; }

  /// Runs `work` at the end of this turn. Work that defers work is followed up in the same turn, up to 16 times, so
  /// that it cannot keep the loop from its descriptors; the rest runs in the next one.
  void defer(Deferred& work);
  /// Destroys the object after this turn's deferred work.
  void destroyLater(std::unique_ptr<Destroyable> object);

  /// The monotonic time at the start of this turn's work; cheap.
  [[nodiscard]] base::MonotonicTime now() const { return m_now; }
  /// Before bytes of a client are read. What is looked up from then on, until the next time, is looked up after all
  /// that is here was sent.
  void noteInput() { ++m_inputs; }
  /// How often that was: what was looked up at the same count need not be looked up again.
  [[nodiscard]] std::uint64_t inputs() const { return m_inputs; }
  /// "Date:" for this second, rebuilt at most once a second (RFC 9110 6.6.1). Valid until the next call.
  [[nodiscard]] std::string_view httpDate();

  /// In a forked child: lets go of the epoll instance, which the parent still uses. Afterwards nothing can be watched,
  /// and ending the inherited watches does not touch the parent's.
  void abandonInChild() { m_epoll.reset(); }

 private:
  friend class Watch;
  friend class Timer;
  friend class Deferred;
  explicit EventLoop(base::UniqueFd epoll);

  /// A place in m_places. epoll hands back place and life, so that what became ready for a watch that is gone by then,
  /// even when its place is taken again, is told from the rest.
  struct Place {
    Watcher* watcher = nullptr;
    int fd = -1;
    std::uint32_t life = 0;
  };
  TimerQueue& timers() { return m_timers; }
  [[nodiscard]] bool isTurning() const { return m_turning; }
  [[nodiscard]] int waitMilliseconds(base::Milliseconds longest) const;
  void tellReady(int count);
  void runDeferred();
  void destroyDoomed();

  base::UniqueFd m_epoll;
  std::vector<epoll_event> m_ready;
  std::vector<Place> m_places;
  std::vector<std::uint32_t> m_freePlaces;
  TimerQueue m_timers;
  std::vector<Deferred*> m_deferred;
  std::vector<Deferred*> m_running;  ///< the deferred work of this round; null: ended meanwhile
  std::vector<std::unique_ptr<Destroyable>> m_doomed;
  base::MonotonicTime m_now;
  std::uint64_t m_inputs = 1;
  std::int64_t m_dateSecond = -1;
  std::string m_date;
  bool m_turning = false;
  bool m_stopping = false;
};

}  // namespace net
