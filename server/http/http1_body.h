// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Where an HTTP/1.1 request's body ends, and its bytes without their framing (RFC 9112 6).

#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "server/http/chunked_reader.h"

namespace http {

class Http1Body {
 public:
  enum class State { Data, NeedMore, End, Refused };
  struct Step {
    State state{};
    std::size_t bytes = 0;  ///< with Data: 1 or more
  };

  explicit Http1Body(const config::Limits& limits) : m_chunks(limits) {}

  void startWithLength(std::uint64_t length);
  void startChunked();
  /// Everything that comes is body, to the end of the connection: after an upgrade.
  void becomeRaw() { m_framing = Framing::Raw; }

  /// Takes from the front of `unread`.
  Step take(std::string_view& unread, std::span<char> into);
  [[nodiscard]] bool isTaken() const;
  [[nodiscard]] bool isRaw() const { return m_framing == Framing::Raw; }
  /// After Refused: the status to answer.
  [[nodiscard]] int status() const { return m_chunks.status(); }

 private:
  enum class Framing { Length, Chunked, Raw };
  Framing m_framing = Framing::Length;
  std::uint64_t m_left = 0;
  ChunkedReader m_chunks;
};

}  // namespace http
