// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The client's side of HTTP/1.1 (RFC 9112): a backend's answers, one after the other, from its bytes. As strict as with
// requests: what two readers could understand differently is refused, and never passed on.

#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "server/config/config.h"
#include "server/http/headers.h"
#include "server/http/http1_body.h"
#include "server/http/http1_head_scanner.h"

namespace http {

struct ResponseHead {
  int status = 0;                       ///< 100..599
  Headers headers;                      ///< all of them
  std::optional<std::uint64_t> length;  ///< Content-Length, also where no body follows (HEAD, 304)
  bool chunked = false;
  bool keepAlive = false;  ///< the backend keeps the connection, as far as its head says
};

class Http1ResponseReader {
 public:
  enum class Verdict { NeedMore, Complete, Refused };

  Http1ResponseReader();

  /// To be called before each answer: what was asked decides whether it has a body (RFC 9112 6.3).
  void begin(bool askedForHead);
  /// Takes the head from the front of `unread` once it is there whole; interim answers (1xx) too, after which the next
  /// head is to be read.
  Verdict readHead(std::string_view& unread, ResponseHead& head);
  /// After Refused: what is wrong with it, in words that go after "its answer".
  [[nodiscard]] std::string_view fault() const { return m_fault; }

  /// Takes from the front of `unread`. NeedMore at the connection's end: see endsWithConnection().
  Http1Body::Step readBody(std::string_view& unread, std::span<char> into) { return m_body.take(unread, into); }
  /// The body is all there is until the connection ends in good order; otherwise that end cuts it off.
  [[nodiscard]] bool endsWithConnection() const { return m_body.isRaw(); }
  /// Nothing of the answer is left to take.
  [[nodiscard]] bool isTaken() const { return m_body.isTaken(); }
  /// After 101: all bytes are the other protocol's.
  void becomeRaw() { m_body.becomeRaw(); }

 private:
  Verdict refuse(std::string_view fault);
  bool parseFields(std::string_view lines, Headers& headers);
  bool checkFraming(ResponseHead& head, bool modern);
  void startBody(const ResponseHead& head);

  Http1HeadScanner m_scanner;
  Http1Body m_body;
  std::string_view m_fault;
  bool m_askedForHead = false;
};

}  // namespace http
