// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// See headers.h.

#include "server/http/headers.h"

#include <algorithm>

#include "server/http/request_rules.h"

namespace http {

Headers::Headers(std::initializer_list<Header> list) {
  for (const Header& header : list) add(header.name, header.value);
}

void Headers::add(std::string_view name, std::string_view value) {
  // A view into this very list stays good while the bytes are appended: the memory is made large enough first, from a
  // copy where it must move.
  m_sendable = false;
  const std::size_t start = m_bytes.size();
  const std::size_t wanted = start + name.size() + value.size();
  if (wanted > m_bytes.capacity()) {
    std::string larger;
    larger.reserve(std::max(wanted, m_bytes.capacity() * 2 + 256));
    larger = m_bytes;
    larger.append(name).append(value);
    m_bytes.swap(larger);
  } else {
    m_bytes.append(name).append(value);
  }
  char* bytes = m_bytes.data() + start;
  std::transform(bytes, bytes + name.size(), bytes, lowered);
  const auto at = static_cast<std::uint32_t>(start);
  const auto nameLength = static_cast<std::uint32_t>(name.size());
  m_entries.push_back({at, nameLength, at + nameLength, static_cast<std::uint32_t>(value.size())});
}

void Headers::set(std::string_view name, std::string_view value) {
  const std::string keptValue(value);  // it may lie in the field that goes
  const std::string keptName(name);
  remove(keptName);
  add(keptName, keptValue);
}

void Headers::remove(std::string_view name) {
  if (!contains(name)) return;
  Headers rest;
  for (const Header header : *this) {
    if (header.name != name) rest.add(header.name, header.value);
  }
  *this = std::move(rest);
}

void Headers::clear() {
  m_bytes.clear();
  m_entries.clear();
  m_sendable = false;
}

std::optional<std::string_view> Headers::find(std::string_view name) const {
  const char* const bytes = m_bytes.data();
  for (const Entry& entry : m_entries) {
    // Looked up several times a request: most names differ in their length or their last letter.
    if (entry.nameLength != name.size() || name.empty()) continue;
    const std::string_view candidate(bytes + entry.name, entry.nameLength);
    if (candidate.back() == name.back() && candidate == name)
      return std::string_view(bytes + entry.value, entry.valueLength);
  }
  return std::nullopt;
}

std::size_t Headers::count(std::string_view name) const {
  return static_cast<std::size_t>(
      std::count_if(begin(), end(), [name](const Header& header) { return header.name == name; }));
}

}  // namespace http
