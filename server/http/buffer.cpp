// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// See buffer.h.

#include "server/http/buffer.h"

#include <algorithm>
#include <utility>

namespace http {

void Buffer::swap(Buffer& other) noexcept {
  std::swap(m_bytes, other.m_bytes);
  std::swap(m_begin, other.m_begin);
  std::swap(m_end, other.m_end);
  std::swap(m_capacity, other.m_capacity);
}

void Buffer::grow(std::size_t atLeast) {
  const std::size_t content = size();
  // Moving to the front is enough where at least half of the memory is free: otherwise small takings from a full
  // buffer would move its whole content each time.
  if (m_capacity - content >= atLeast && content <= m_capacity / 2) {
    std::memmove(m_bytes.get(), m_bytes.get() + m_begin, content);
  } else {
    const std::size_t wanted = std::max({content + atLeast, m_capacity * 2, std::size_t{1024}});
    auto bytes = std::make_unique_for_overwrite<char[]>(wanted);
    if (content != 0) std::memcpy(bytes.get(), m_bytes.get() + m_begin, content);
    m_bytes = std::move(bytes);
    m_capacity = wanted;
  }
  m_begin = 0;
  m_end = content;
}

void BufferPool::takeBack(Buffer& buffer) {
  constexpr std::size_t mostBuffers = 64;
  constexpr std::size_t mostBytes = 128 * 1024;
  if (buffer.capacity() == 0) return;
  buffer.clear();
  Buffer taken;
  taken.swap(buffer);
  if (m_spare.size() < mostBuffers && taken.capacity() <= mostBytes) m_spare.push_back(std::move(taken));
}

}  // namespace http
