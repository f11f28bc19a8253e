// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// See http1_body.h.

#include "server/http/http1_body.h"

#include <algorithm>
#include <cstring>

namespace http {

void Http1Body::startWithLength(std::uint64_t length) {
  m_framing = Framing::Length;
  m_left = length;
}

void Http1Body::startChunked() {
  m_framing = Framing::Chunked;
  m_chunks.reset();
}

bool Http1Body::isTaken() const {
  switch (m_framing) {
    case Framing::Length:
      return m_left == 0;
    case Framing::Chunked:
      return m_chunks.isAtEnd();
    case Framing::Raw:
      break;
  }
  return false;
}

Http1Body::Step Http1Body::take(std::string_view& unread, std::span<char> into) {
  if (isTaken()) return {State::End};
  if (unread.empty()) return {State::NeedMore};
  if (m_framing == Framing::Chunked) {
    const ChunkedReader::Step step = m_chunks.read(unread, into);
    switch (step.state) {
      case ChunkedReader::State::Data:
        return {State::Data, step.written};
      case ChunkedReader::State::End:
        return {State::End};
      case ChunkedReader::State::Refused:
        return {State::Refused};
      case ChunkedReader::State::NeedMore:
        break;
    }
    return {State::NeedMore};
  }
  std::size_t length = std::min(into.size(), unread.size());
  if (m_framing == Framing::Length) {
    length = static_cast<std::size_t>(std::min<std::uint64_t>(length, m_left));
    m_left -= length;
  }
  std::memcpy(into.data(), unread.data(), length);
  unread.remove_prefix(length);
  return {State::Data, length};
}

}  // namespace http
