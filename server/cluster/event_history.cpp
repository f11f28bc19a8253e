// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT

#include "server/cluster/event_history.h"

#include <algorithm>

namespace cluster {

namespace {

using Ring = std::deque<control::Event>;

Ring::const_iterator firstAfter(const Ring& ring, std::uint64_t seq) {
  return std::upper_bound(ring.begin(), ring.end(), seq,
                          [](std::uint64_t number, const control::Event& event) { return number < event.seq; });
}

}  // namespace

const control::Event& EventHistory::add(control::Event event) {
  event.seq = ++m_seq;
  if (event.time == 0) event.time = base::unixNow();
  event.text = control::eventText(event);

  Ring& ring = event.kind == control::EventKind::RequestServed ? m_requests : m_lifeCycle;
  if (ring.size() == capacity) ring.pop_front();
  const control::Event& kept = ring.emplace_back(std::move(event));
  for (const auto& listener : m_listeners) listener(kept);
  return kept;
}

std::vector<const control::Event*> EventHistory::after(std::uint64_t seq, std::uint64_t& lost) const {
  std::vector<const control::Event*> merged;
  auto lifeCycle = firstAfter(m_lifeCycle, seq);
  auto request = firstAfter(m_requests, seq);
  while (lifeCycle != m_lifeCycle.end() || request != m_requests.end()) {
    const bool takeLifeCycle =
        request == m_requests.end() || (lifeCycle != m_lifeCycle.end() && lifeCycle->seq < request->seq);
    merged.push_back(takeLifeCycle ? &*lifeCycle++ : &*request++);
  }
  const std::uint64_t since = seq < m_seq ? m_seq - seq : 0;
  lost = since - merged.size();
  return merged;
}

std::vector<const control::Event*> EventHistory::all() const {
  std::uint64_t lost = 0;
  return after(0, lost);
}

void EventHistory::restore(std::vector<control::Event> events) {
  for (control::Event& event : events) {
    m_seq = std::max(m_seq, event.seq);
    Ring& ring = event.kind == control::EventKind::RequestServed ? m_requests : m_lifeCycle;
    if (ring.size() == capacity) ring.pop_front();
    ring.push_back(std::move(event));
  }
}

}  // namespace cluster
