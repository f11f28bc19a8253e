// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The turn of the loop, and the places that watches have in it.

#include "server/net/event_loop.h"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <climits>
#include <ctime>

namespace net {

namespace {

constexpr std::size_t readyAtOnce = 512;
constexpr int deferredRounds = 16;

std::uint64_t ticket(std::uint32_t place, std::uint32_t life) {
  return std::uint64_t{life} << 32 | place;
}

}  // namespace

Watch& Watch::operator=(Watch&& other) noexcept {
  if (this != &other) {
    stop();
    m_loop = std::exchange(other.m_loop, nullptr);
    m_place = other.m_place;
  }
  return *this;
}

void Watch::stop() {
  if (m_loop == nullptr) return;
  EventLoop& loop = *std::exchange(m_loop, nullptr);
  EventLoop::Place& place = loop.m_places[m_place];
  // Fails only in a child that gave up the loop, where that is meant.
  ::epoll_ctl(loop.m_epoll.get(), EPOLL_CTL_DEL, place.fd, nullptr);
  place.watcher = nullptr;
  ++place.life;
  loop.m_freePlaces.push_back(m_place);
}

void Watch::change(std::uint32_t events) {
  if (m_loop == nullptr) return;
  const EventLoop::Place& place = m_loop->m_places[m_place];
  epoll_event event{.events = events, .data = {.u64 = ticket(m_place, place.life)}};
  ::epoll_ctl(m_loop->m_epoll.get(), EPOLL_CTL_MOD, place.fd, &event);
}

Deferred::~Deferred() {
  if (m_deferredIn == nullptr) return;
  for (std::vector<Deferred*>* list : {&m_deferredIn->m_deferred, &m_deferredIn->m_running}) {
    std::replace(list->begin(), list->end(), this, static_cast<Deferred*>(nullptr));
  }
}

base::Result<std::unique_ptr<EventLoop>> EventLoop::create() {
  base::UniqueFd epoll(::epoll_create1(EPOLL_CLOEXEC));
  if (!epoll) return base::failure("cannot create an epoll instance: " + base::errnoText(errno));
  return std::unique_ptr<EventLoop>(new EventLoop(std::move(epoll)));
}

EventLoop::EventLoop(base::UniqueFd epoll)
    : m_epoll(std::move(epoll)), m_ready(readyAtOnce), m_now(base::MonotonicClock::now()) {}

EventLoop::~EventLoop() {
  destroyDoomed();
}

base::Result<Watch> EventLoop::watch(int fd, std::uint32_t events, Watcher& watcher) {
  if (m_freePlaces.empty()) {
    m_freePlaces.push_back(static_cast<std::uint32_t>(m_places.size()));
    m_places.emplace_back();
  }
  const std::uint32_t number = m_freePlaces.back();
  Place& place = m_places[number];
  epoll_event event{.events = events, .data = {.u64 = ticket(number, place.life)}};
  if (::epoll_ctl(m_epoll.get(), EPOLL_CTL_ADD, fd, &event) != 0) {
    return base::failure("cannot watch descriptor " + std::to_string(fd) + ": " + base::errnoText(errno));
  }
  m_freePlaces.pop_back();
  place.watcher = &watcher;
  place.fd = fd;
  return Watch(*this, number);
}

void EventLoop::run() {
  while (!m_stopping) turn(std::chrono::hours(24));
  m_stopping = false;
}

void EventLoop::turn(base::Milliseconds longest) {
  const int count =
      ::epoll_wait(m_epoll.get(), m_ready.data(), static_cast<int>(m_ready.size()), waitMilliseconds(longest));
  m_now = base::MonotonicClock::now();
  m_turning = true;
  tellReady(count);  // -1 (EINTR) is a turn without descriptors
  m_timers.run(m_now);
  runDeferred();
  destroyDoomed();
  m_turning = false;
}

int EventLoop::waitMilliseconds(base::Milliseconds longest) const {
  if (!m_deferred.empty() || !m_doomed.empty()) return 0;
  base::Milliseconds wait = longest;
  if (const auto next = m_timers.next()) {
    // Rounded up: waking before the time would only turn in vain.
    wait = std::min(wait, std::chrono::ceil<base::Milliseconds>(*next - base::MonotonicClock::now()));
  }
  return static_cast<int>(std::clamp<base::Milliseconds::rep>(wait.count(), 0, INT_MAX));
}

void EventLoop::tellReady(int count) {
  for (int i = 0; i < count; ++i) {
    const epoll_event& event = m_ready[static_cast<std::size_t>(i)];
    const Place& place = m_places[static_cast<std::uint32_t>(event.data.u64)];
    if (place.watcher != nullptr && place.life == event.data.u64 >> 32) place.watcher->handleReady(event.events);
  }
}

void EventLoop::defer(Deferred& work) {
  if (work.m_deferredIn != nullptr) return;
  work.m_deferredIn = this;
  m_deferred.push_back(&work);
}

void EventLoop::runDeferred() {
  for (int round = 0; round < deferredRounds && !m_deferred.empty(); ++round) {
    m_running.swap(m_deferred);
    for (std::size_t i = 0; i < m_running.size(); ++i) {
      Deferred* work = std::exchange(m_running[i], nullptr);
      if (work == nullptr) continue;
      work->m_deferredIn = nullptr;
      work->runDeferred();
    }
    m_running.clear();
  }
}

void EventLoop::destroyLater(std::unique_ptr<Destroyable> object) {
  m_doomed.push_back(std::move(object));
}

void EventLoop::destroyDoomed() {
  while (!m_doomed.empty()) {
    // What a destructor dooms goes to the new list.
    std::vector<std::unique_ptr<Destroyable>> doomed;
    doomed.swap(m_doomed);
  }
}

std::string_view EventLoop::httpDate() {
  timespec time{};
  ::clock_gettime(CLOCK_REALTIME_COARSE, &time);
  if (time.tv_sec != m_dateSecond) {
    m_dateSecond = time.tv_sec;
    m_date = base::httpDate(time.tv_sec);
  }
  return m_date;
}

}  // namespace net
