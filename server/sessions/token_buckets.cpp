// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// See token_buckets.h.

#include "server/sessions/token_buckets.h"

#include <algorithm>

namespace sessions {

namespace {

/// The list's and the index's nodes with what malloc adds to them.
constexpr std::size_t bucketCost = 144;

}  // namespace

std::size_t TokenBuckets::cost(const Entry& entry) {
  return bucketCost + entry.key.capacity() + 17;
}

std::chrono::microseconds TokenBuckets::take(std::string_view key, const Bucket& bucket, base::MonotonicTime now) {
  const auto found = m_index.find(key);
  const auto most = bucket.interval * bucket.size;
  base::MonotonicTime full = now;
  if (found != m_index.end()) {
    full = found->second->full;
    m_entries.splice(m_entries.begin(), m_entries, found->second);
  }
  // Fuller than full was of other limits, which had the same key.
  if (full < now || full > now + most) full = now;
  const auto wait = std::chrono::ceil<std::chrono::microseconds>(full + bucket.interval - most - now);
  if (wait.count() > 0) return wait;
  full += bucket.interval;
  if (found == m_index.end()) {
    m_entries.push_front({.key = std::string(key), .full = full});
    m_index.emplace(m_entries.front().key, m_entries.begin());
    m_bytes += cost(m_entries.front());
  } else {
    found->second->full = full;
  }
  return {};
}

void TokenBuckets::forgetLast() {
  m_bytes -= cost(m_entries.back());
  m_index.erase(m_entries.back().key);
  m_entries.pop_back();
}

void TokenBuckets::sweep(base::MonotonicTime now, std::size_t atMost) {
  for (; atMost > 0 && !m_entries.empty() && m_entries.back().full <= now; --atMost) forgetLast();
}

void TokenBuckets::shrink(std::size_t bytes) {
  while (m_bytes > bytes && m_entries.size() > 1) forgetLast();
}

}  // namespace sessions
