// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// See session_table.h.

#include "server/sessions/session_table.h"

#include <charconv>
#include <optional>
#include <utility>

namespace sessions {

namespace {

/// The list's and the index's nodes with what malloc adds to them, and two short strings that live inside of theirs.
constexpr std::size_t entryCost = 208;
/// Longer texts are on the heap.
constexpr std::size_t inlineText = 15;

std::size_t heapCost(const std::string& text) {
  return text.capacity() > inlineText ? text.capacity() + 1 + 16 : 0;
}

std::optional<std::int64_t> numberIn(const std::string& text) {
  std::int64_t number = 0;
  const char* const end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc() || stopped != end) return std::nullopt;
  return number;
}

}  // namespace

std::size_t SessionTable::cost(const Entry& entry) {
  return entryCost + heapCost(entry.key) + heapCost(entry.value);
}

SessionTable::Entries::iterator SessionTable::find(std::string_view key, base::MonotonicTime now) {
  const auto found = m_index.find(key);
  if (found == m_index.end()) return m_entries.end();
  const auto entry = found->second;
  if (entry->end <= now) {
    erase(entry);
    return m_entries.end();
  }
  m_entries.splice(m_entries.begin(), m_entries, entry);
  return entry;
}

void SessionTable::erase(Entries::iterator entry) {
  m_bytes -= cost(*entry);
  m_index.erase(entry->key);
  m_entries.erase(entry);
}

void SessionTable::evict() {
  // The newest one stays: a table with room for nothing would forget each answer at once.
  while (bytes() > m_memory && m_entries.size() > 1) erase(std::prev(m_entries.end()));
}

void SessionTable::set(Entries::iterator entry, const Question& question, std::string value, base::MonotonicTime now) {
  if (entry == m_entries.end()) {
    m_entries.push_front({.key = question.key, .value = std::move(value), .end = now + question.lifetime});
    entry = m_entries.begin();
    m_index.emplace(entry->key, entry);
  } else {
    m_bytes -= cost(*entry);
    entry->value = std::move(value);
    entry->end = now + question.lifetime;
  }
  m_bytes += cost(*entry);
  evict();
}

Answer SessionTable::increment(const Question& question, Entries::iterator entry, base::MonotonicTime now) {
  const bool isThere = entry != m_entries.end();
  const std::optional<std::int64_t> before = isThere ? numberIn(entry->value) : 0;
  std::int64_t sum = 0;
  if (!before || __builtin_add_overflow(*before, question.by, &sum)) return tl::unexpected(StoreError::NotANumber);
  set(entry, question, std::to_string(sum), now);
  return Reply{.found = isThere, .number = sum};
}

Answer SessionTable::take(const Question& question, base::MonotonicTime now) {
  const std::chrono::microseconds wait =
      m_buckets.take(question.key, {.interval = question.interval, .size = question.by}, now);
  m_buckets.shrink(m_memory / 4);
  evict();
  return Reply{.found = true, .number = wait.count()};
}

Answer SessionTable::carryOut(const Question& question, base::MonotonicTime now) {
  if (question.key.empty() || question.key.size() > longestKey || question.value.size() > largestValue)
    return tl::unexpected(StoreError::TooLarge);
  if (question.operation == Operation::Take) return take(question, now);
  const auto entry = find(question.key, now);
  const bool isThere = entry != m_entries.end();
  const bool mayMake = question.when != When::IfPresent;
  const bool mayChange = question.when != When::IfAbsent;
  switch (question.operation) {
    case Operation::Get:
      return isThere ? Reply{.found = true, .value = entry->value} : Reply{};
    case Operation::Put:
      if (isThere ? mayChange : mayMake) set(entry, question, question.value, now);
      break;
    case Operation::Touch:
      if (isThere) entry->end = now + question.lifetime;
      break;
    case Operation::Remove:
      if (isThere) erase(entry);
      break;
    case Operation::Increment:
      return (isThere ? mayChange : mayMake) ? increment(question, entry, now) : Reply{.found = isThere};
    case Operation::Take:
      break;
  }
  return Reply{.found = isThere};
}

void SessionTable::sweep(base::MonotonicTime now, std::size_t atMost) {
  const std::size_t most = atMost;
  for (; atMost > 0 && !m_entries.empty() && m_entries.back().end <= now; --atMost) erase(std::prev(m_entries.end()));
  m_buckets.sweep(now, most);
}

void SessionTable::setMemory(std::size_t memory) {
  m_memory = memory;
  m_buckets.shrink(m_memory / 4);
  evict();
}

}  // namespace sessions
