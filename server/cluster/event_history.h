// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The master's memory of what happened: two rings, so that requests never evict exits. Numbers the events, writes their
// sentences, and tells each new one to whoever listens.

#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <vector>

#include "server/control/event.h"

namespace cluster {

class EventHistory {
 public:
  static constexpr std::size_t capacity = 20'000;  ///< of each ring

  /// Fills in seq, time and text, keeps the event, and tells the listeners in the order they came.
  const control::Event& add(control::Event event);
  /// Kept events with a larger seq, oldest first, both rings merged. `lost` gets how many in between are gone.
  [[nodiscard]] std::vector<const control::Event*> after(std::uint64_t seq, std::uint64_t& lost) const;
  [[nodiscard]] std::uint64_t lastSeq() const { return m_seq; }
  /// Listeners live as long as the history.
  void listen(std::function<void(const control::Event&)> listener) { m_listeners.push_back(std::move(listener)); }

  // For an upgrade.

  /// In the new master: from now on what is added waits, without a number and untold, until release().
  void hold() { m_holds = true; }
  /// What the old master kept comes first, with its numbers, of which `last` was given out last; then what waited is
  /// added.
  void release(std::vector<control::Event> before, std::uint64_t last);
  /// In the old master: from now on what is added is told to `heir` instead of the listeners, and to those only where
  /// that returns false.
  void passOn(std::function<bool(const control::Event&)> heir) { m_heir = std::move(heir); }

 private:
  const control::Event& keep(control::Event event);

  std::uint64_t m_seq = 0;
  std::deque<control::Event> m_lifeCycle;
  std::deque<control::Event> m_requests;
  std::deque<control::Event> m_held;
  bool m_holds = false;
  std::function<bool(const control::Event&)> m_heir;
  std::vector<std::function<void(const control::Event&)>> m_listeners;
};

}  // namespace cluster
