// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Sessions in memory: bounded, each with its end. Pure: the time goes in, and nothing but the answer comes out.

#pragma once

#include <list>
#include <string_view>
#include <unordered_map>

#include "server/sessions/session_store.h"
#include "server/sessions/token_buckets.h"

namespace sessions {

class SessionTable {
 public:
  /// `memory` bytes; when they are full, what was used longest ago goes first. Buckets take no more than a quarter, so
  /// that a crowd of clients does not push all sessions out.
  explicit SessionTable(std::size_t memory) : m_memory(memory) {}

  Answer carryOut(const Question& question, base::MonotonicTime now);
  /// Lets go of what is over, looking at `atMost` entries, those used longest ago first.
  void sweep(base::MonotonicTime now, std::size_t atMost);
  void setMemory(std::size_t memory);

  [[nodiscard]] std::size_t size() const { return m_index.size(); }
  /// Bytes in use, with what an entry costs beside its key and value.
  [[nodiscard]] std::size_t bytes() const { return m_bytes + m_buckets.bytes(); }
  [[nodiscard]] const TokenBuckets& buckets() const { return m_buckets; }

 private:
  struct Entry {
    std::string key;
    std::string value;
    base::MonotonicTime end;
  };
  using Entries = std::list<Entry>;

  [[nodiscard]] static std::size_t cost(const Entry& entry);
  /// The entry as the one used last, or end(); what is over counts as gone, and goes.
  Entries::iterator find(std::string_view key, base::MonotonicTime now);
  void set(Entries::iterator entry, const Question& question, std::string value, base::MonotonicTime now);
  void erase(Entries::iterator entry);
  void evict();
  Answer take(const Question& question, base::MonotonicTime now);
  Answer increment(const Question& question, Entries::iterator entry, base::MonotonicTime now);

  std::size_t m_memory;
  std::size_t m_bytes = 0;  ///< of the sessions
  TokenBuckets m_buckets;
  Entries m_entries;                                                ///< the one used last is the first
  std::unordered_map<std::string_view, Entries::iterator> m_index;  ///< by the entries' own keys
};

}  // namespace sessions
