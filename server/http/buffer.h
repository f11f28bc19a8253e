// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// A growing run of bytes that is filled at its end and taken from its front, and a pool of such. Unlike std::string it
// never clears memory that is written anyway.

#pragma once

#include <cstddef>
#include <cstring>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

namespace http {

class Buffer {
 public:
  Buffer() = default;
  Buffer(Buffer&& other) noexcept { swap(other); }
  Buffer& operator=(Buffer&& other) noexcept {
    swap(other);
    return *this;
  }

  [[nodiscard]] std::size_t size() const { return m_end - m_begin; }
  [[nodiscard]] bool empty() const { return m_begin == m_end; }
  [[nodiscard]] std::size_t capacity() const { return m_capacity; }
  [[nodiscard]] std::string_view view() const { return {m_bytes.get() + m_begin, size()}; }

  /// Room behind the content, at least that much, not yet written; commit() makes what was written part of the content.
  std::span<char> prepare(std::size_t atLeast) {
    if (m_capacity - m_end < atLeast) grow(atLeast);
    return {m_bytes.get() + m_end, m_capacity - m_end};
  }
  void commit(std::size_t bytes) { m_end += bytes; }
  void append(std::string_view bytes) {
    if (bytes.empty()) return;
    std::memcpy(prepare(bytes.size()).data(), bytes.data(), bytes.size());
    commit(bytes.size());
  }
  /// Takes bytes from the front.
  void consume(std::size_t bytes) {
    m_begin += bytes;
    if (m_begin == m_end) m_begin = m_end = 0;
  }
  void clear() { m_begin = m_end = 0; }
  void swap(Buffer& other) noexcept;

 private:
  void grow(std::size_t atLeast);

  std::unique_ptr<char[]> m_bytes;
  std::size_t m_begin = 0, m_end = 0, m_capacity = 0;
};

/// Things of one kind that are used again instead of being made anew. Keeps at most `Most` of them.
template<typename T, std::size_t Most>
class Pool {
 public:
  std::unique_ptr<T> take() {
    if (m_spare.empty()) return std::make_unique<T>();
    std::unique_ptr<T> thing = std::move(m_spare.back());
    m_spare.pop_back();
    return thing;
  }
  void give(std::unique_ptr<T> thing) {
    if (m_spare.size() < Most) m_spare.push_back(std::move(thing));
  }

 private:
  std::vector<std::unique_ptr<T>> m_spare;
};

/// Memory for buffers that are empty most of the time: an idle connection holds none.
class BufferPool {
 public:
  /// An empty buffer that gets the memory of an earlier one.
  void lend(Buffer& empty) {
    if (empty.capacity() != 0 || m_spare.empty()) return;
    empty.swap(m_spare.back());
    m_spare.pop_back();
  }
  /// Takes the memory of a buffer that is done with.
  void takeBack(Buffer& buffer);

 private:
  std::vector<Buffer> m_spare;
};

}  // namespace http
