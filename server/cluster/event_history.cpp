// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT

#include "server/cluster/event_history.h"

#include <algorithm>
#include <utility>

namespace cluster {

namespace {

using Ring = std::deque<control::Event>;

Ring::const_iterator firstAfter(const Ring& ring, std::uint64_t seq) {
  return std::upper_bound(ring.begin(), ring.end(), seq,
                          [](std::uint64_t number, const control::Event& event) { return number < event.seq; });
}

/// Where the event stays until the ring is full.
const control::Event& append(Ring& ring, control::Event event) {
  if (ring.size() == EventHistory::capacity) ring.pop_front();
  return ring.emplace_back(std::move(event));
}

}  // namespace

const control::Event& EventHistory::keep(control::Event event) {
  m_seq = std::max(m_seq, event.seq);
  return append(event.kind == control::EventKind::RequestServed ? m_requests : m_lifeCycle, std::move(event));
}

const control::Event& EventHistory::add(control::Event event) {
  if (event.time == 0) event.time = base::unixNow();
  event.text = control::eventText(event);
  if (m_holds) return append(m_held, std::move(event));
  event.seq = m_seq + 1;
  const control::Event& kept = keep(std::move(event));
  if (m_heir && m_heir(kept)) return kept;
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

void EventHistory::release(std::vector<control::Event> before, std::uint64_t last) {
  m_holds = false;
  m_seq = last;
  for (control::Event& event : before) keep(std::move(event));
  for (control::Event& event : std::exchange(m_held, {})) add(std::move(event));
}

}  // namespace cluster
