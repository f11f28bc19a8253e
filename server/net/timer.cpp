// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The heap behind the timers.

#include "server/net/timer.h"

#include <algorithm>

#include "server/net/event_loop.h"

namespace net {

Timer::Timer(EventLoop& loop, std::function<void()> callback) : m_loop(loop), m_callback(std::move(callback)) {}

Timer::~Timer() {
  m_loop.timers().remove(*this);
}

void Timer::startAt(base::MonotonicTime when) {
  m_when = when;
  m_running = true;
  m_loop.timers().start(*this);
}

void Timer::startIn(base::Milliseconds delay) {
  startAt((m_loop.isTurning() ? m_loop.now() : base::MonotonicClock::now()) + delay);
}

void TimerQueue::start(Timer& timer) {
  const base::MonotonicTime when = std::max(timer.m_when, m_notBefore);
  if (timer.m_place == Timer::notQueued) {
    m_heap.emplace_back();
    siftUp(m_heap.size() - 1, {when, &timer});
  } else if (when < m_heap[timer.m_place].when) {
    siftUp(timer.m_place, {when, &timer});
  }
}

void TimerQueue::remove(Timer& timer) {
  const std::size_t place = timer.m_place;
  if (place == Timer::notQueued) return;
  timer.m_place = Timer::notQueued;
  const Entry last = m_heap.back();
  m_heap.pop_back();
  if (place == m_heap.size()) return;
  // The last entry fills the hole, from where its way may lead up or down.
  if (place > 0 && last.when < m_heap[(place - 1) / 2].when) {
    siftUp(place, last);
  } else {
    siftDown(place, last);
  }
}

void TimerQueue::run(base::MonotonicTime now) {
  m_notBefore = now + base::MonotonicClock::duration(1);
  while (!m_heap.empty() && m_heap.front().when <= now) {
    Timer& timer = *m_heap.front().timer;
    if (timer.m_running && timer.m_when > m_heap.front().when) {
      // Moved further out since it was queued.
      siftDown(0, {timer.m_when, &timer});
      continue;
    }
    remove(timer);
    if (!timer.m_running) continue;
    timer.m_running = false;
    timer.m_callback();
  }
  m_notBefore = base::MonotonicTime::min();
}

std::optional<base::MonotonicTime> TimerQueue::next() const {
  if (m_heap.empty()) return {};
  return m_heap.front().when;
}

void TimerQueue::put(std::size_t place, Entry entry) {
  m_heap[place] = entry;
  entry.timer->m_place = place;
}

void TimerQueue::siftUp(std::size_t place, Entry entry) {
  while (place > 0) {
    const std::size_t parent = (place - 1) / 2;
    if (m_heap[parent].when <= entry.when) break;
    put(place, m_heap[parent]);
    place = parent;
  }
  put(place, entry);
}

void TimerQueue::siftDown(std::size_t place, Entry entry) {
  for (;;) {
    std::size_t child = 2 * place + 1;
    if (child >= m_heap.size()) break;
    if (child + 1 < m_heap.size() && m_heap[child + 1].when < m_heap[child].when) ++child;
    if (entry.when <= m_heap[child].when) break;
    put(place, m_heap[child]);
    place = child;
  }
  put(place, entry);
}

}  // namespace net
