// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Buckets of tokens, by key, for limiting rates. A bucket is told by the time at which it will be full again, so that
// one that is full needs no memory (the generic cell rate algorithm of ATM, I.371). Pure: the time goes in.

#pragma once

#include <chrono>
#include <cstdint>
#include <list>
#include <string>
#include <string_view>
#include <unordered_map>

#include "server/base/time.h"

namespace sessions {

struct Bucket {
  std::chrono::microseconds interval{};  ///< after which a token is back; more than zero
  std::int64_t size = 1;                 ///< tokens that it holds; times `interval` no more than 2^52 us
};

class TokenBuckets {
 public:
  /// Zero: a token was taken. Else so long until one is there.
  std::chrono::microseconds take(std::string_view key, const Bucket& bucket, base::MonotonicTime now);
  /// Forgets full ones, looking at `atMost`, those used longest ago first.
  void sweep(base::MonotonicTime now, std::size_t atMost);
  /// Forgets those used longest ago, until no more than so many bytes are in use: their clients start anew.
  void shrink(std::size_t bytes);

  [[nodiscard]] std::size_t size() const { return m_index.size(); }
  [[nodiscard]] std::size_t bytes() const { return m_bytes; }

 private:
  struct Entry {
    std::string key;
    base::MonotonicTime full;
  };
  using Entries = std::list<Entry>;

  [[nodiscard]] static std::size_t cost(const Entry& entry);
  void forgetLast();

  std::size_t m_bytes = 0;
  Entries m_entries;                                                ///< the one used last is the first
  std::unordered_map<std::string_view, Entries::iterator> m_index;  ///< by the entries' own keys
};

}  // namespace sessions
