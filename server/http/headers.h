// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// A list of header fields in order, in one buffer that is reused from request to request. Names are kept in lower case
// (RFC 9113 8.2); comparing is by exact bytes then.

#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace http {

struct Header {
  std::string_view name;  ///< lower case
  std::string_view value;
};

class Headers {
 public:
  Headers() = default;
  Headers(std::initializer_list<Header> list);

  /// Copies both; the name is lowered. Views handed out before are void afterwards.
  void add(std::string_view name, std::string_view value);
  /// Replaces every field of that name by one.
  void set(std::string_view name, std::string_view value);
  void remove(std::string_view name);
  void clear();

  /// Says that each field may go out as it is: no control bytes (RFC 9110 5.5), and nothing that concerns one
  /// connection only (7.6.1). Copies say so too; adding a field takes it back.
  void declareSendable() { m_sendable = true; }
  [[nodiscard]] bool isSendable() const { return m_sendable; }

  /// The first field of that (lower-case) name.
  [[nodiscard]] std::optional<std::string_view> find(std::string_view name) const;
  [[nodiscard]] bool contains(std::string_view name) const { return find(name).has_value(); }
  [[nodiscard]] std::size_t count(std::string_view name) const;
  [[nodiscard]] std::size_t size() const { return m_entries.size(); }
  [[nodiscard]] bool empty() const { return m_entries.empty(); }
  [[nodiscard]] Header at(std::size_t index) const {
    const Entry& entry = m_entries[index];
    const char* const bytes = m_bytes.data();
    return {{bytes + entry.name, entry.nameLength}, {bytes + entry.value, entry.valueLength}};
  }
  /// Bytes of all names and values.
  [[nodiscard]] std::size_t bytes() const { return m_bytes.size(); }

  class Iterator {
   public:
    using iterator_category = std::input_iterator_tag;
    using value_type = Header;
    using difference_type = std::ptrdiff_t;
    using pointer = const Header*;
    using reference = Header;

    Iterator(const Headers& headers, std::size_t index) : m_headers(&headers), m_index(index) {}
    Header operator*() const { return m_headers->at(m_index); }
    Iterator& operator++() {
      ++m_index;
      return *this;
    }
    bool operator==(const Iterator& other) const { return m_index == other.m_index; }

   private:
    const Headers* m_headers;
    std::size_t m_index;
  };
  [[nodiscard]] Iterator begin() const { return {*this, 0}; }
  [[nodiscard]] Iterator end() const { return {*this, m_entries.size()}; }

 private:
  struct Entry {
    std::uint32_t name, nameLength, value, valueLength;
  };
  std::string m_bytes;
  std::vector<Entry> m_entries;
  bool m_sendable = false;
};

}  // namespace http
