// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// See file_body.h.

#include "server/handlers/file_body.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

namespace handlers {

using http::BodyState;

FileBody::FileBody(base::UniqueFd fd, std::vector<Part> parts) : m_fd(std::move(fd)), m_parts(std::move(parts)) {
  for (const Part& part : m_parts) m_length += part.text.size() + part.range.length;
}

http::BodyRead FileBody::read(std::span<char> into) {
  while (m_part < m_parts.size() && m_at == m_parts[m_part].text.size() + m_parts[m_part].range.length) {
    ++m_part;
    m_at = 0;
  }
  if (m_part == m_parts.size()) return {BodyState::End};
  const Part& part = m_parts[m_part];
  if (m_at < part.text.size()) {
    const std::size_t count = part.text.copy(into.data(), into.size(), static_cast<std::size_t>(m_at));
    m_at += count;
    return {BodyState::Data, count};
  }
  const std::uint64_t done = m_at - part.text.size();
  const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(into.size(), part.range.length - done));
  ssize_t count = -1;
  do {
    count = ::pread(m_fd.get(), into.data(), wanted, static_cast<off_t>(part.range.first + done));
  } while (count < 0 && errno == EINTR);
  if (count <= 0) return {BodyState::Failed};
  m_at += static_cast<std::uint64_t>(count);
  return {BodyState::Data, static_cast<std::size_t>(count)};
}

}  // namespace handlers
