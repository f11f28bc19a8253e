// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT

#include "server/control/line_framing.h"

namespace control {

bool LineFraming::append(std::string_view bytes) {
  for (std::size_t i = 0; i < bytes.size();) {
    const std::size_t newline = bytes.find('\n', i);
    const bool finished = newline != std::string_view::npos;
    const std::size_t end = finished ? newline + 1 : bytes.size();
    m_unfinished += end - i;
    if (m_unfinished > m_maximumLine) return false;
    if (finished) m_unfinished = 0;
    i = end;
  }
  // Lines handed out go here and not in next(): next()'s view stays valid, and a burst is moved once.
  m_bytes.erase(0, m_start);
  m_searched -= m_start;
  m_start = 0;
  m_bytes.append(bytes);
  return true;
}

std::optional<std::string_view> LineFraming::next() {
  const std::size_t newline = m_bytes.find('\n', m_searched);
  if (newline == std::string::npos) {
    m_searched = m_bytes.size();
    return std::nullopt;
  }
  std::string_view line(m_bytes.data() + m_start, newline - m_start);
  if (line.ends_with('\r')) line.remove_suffix(1);
  m_start = m_searched = newline + 1;
  return line;
}

}  // namespace control
