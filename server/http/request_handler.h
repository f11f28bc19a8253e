// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The border between the protocols below and what a route serves above. A handler knows no socket and no codec; the
// same shape carries a fixed page, files, a proxy, server-sent events and WebSocket.
//
// All calls come on the loop's thread. Calling a ResponseWriter never calls back into the handler: what follows from it
// happens at the end of the turn.

#pragma once

#include <memory>
#include <string_view>

#include "server/http/body.h"
#include "server/http/request.h"

namespace http {

/// What a handler that does not answer at once listens with.
class ExchangeObserver {
 public:
  /// RequestBody::read said Wait, and now has more to say.
  virtual void bodyReadable() {}
  /// The client ended its direction while the answer is still sent (HTTP/1.1): it may read on, or be gone.
  virtual void clientEnded() {}
  /// The client is gone, or the exchange was cut off. Told exactly once, unless the answer was complete before; request
  /// and writer must not be used any more, and the observer is forgotten.
  virtual void abandoned() = 0;
  /// The answer left our hands whole: request and writer must not be used any more, and the observer is forgotten.
  virtual void completed() {}

 protected:
  ~ExchangeObserver() = default;
};

class ResponseWriter {
 public:
  /// The whole answer at once, and the fast path. Bytes and headers are copied. Content-Length and Date are added; for
  /// HEAD the body only counts. Called at most once, and not after the other respond().
  virtual void respond(int status, const Headers& headers, std::string_view body) = 0;
  /// The head now, the body pulled as the client has room.
  virtual void respond(int status, const Headers& headers, std::unique_ptr<BodySource> body) = 0;
  /// 100 (sent by itself when the body is first read) or 103: any number, before the answer.
  virtual void informational(int status, const Headers& headers) = 0;
  /// 101 (RFC 9110 7.8), HTTP/1.1 only: from here on Request::body is what the client sends, raw until its end, and
  /// `outgoing` is what it gets.
  virtual void upgrade(const Headers& headers, std::unique_ptr<BodySource> outgoing) = 0;
  /// Ends a Wait of the BodySource.
  virtual void resume() = 0;
  /// Cuts the exchange off: RST_STREAM, or the connection closed in the middle.
  virtual void abort() = 0;
  /// At most one observer; it must outlive the exchange or be taken back with nullptr.
  virtual void observe(ExchangeObserver* observer) = 0;

 protected:
  ~ResponseWriter() = default;
};

class RequestHandler {
 public:
  virtual ~RequestHandler() = default;
  /// Answers now, or keeps both references (until ExchangeObserver says otherwise) and answers later.
  virtual void handle(Request& request, ResponseWriter& writer) = 0;
};

}  // namespace http
