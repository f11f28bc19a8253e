// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Bodies are pulled, both ways: whoever has room reads. The same two shapes carry a request body, an answer's body, an
// endless event stream, and both directions of a WebSocket after an upgrade.

#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "server/http/headers.h"

namespace http {

enum class BodyState {
  Data,    ///< `bytes` were written, 1 or more
  Wait,    ///< nothing now; somebody will say when: see RequestBody and ResponseWriter::resume
  End,     ///< the body is complete
  Failed,  ///< it will never be complete: the exchange is cut off, and is never ended as if complete
};
struct BodyRead {
  BodyState state{};
  std::size_t bytes = 0;
};

/// An answer's body, pulled by the codec when the client has room. Lives until the exchange is over; its destructor is
/// the place to give back what it holds. Called on the loop's thread.
class BodySource {
 public:
  virtual ~BodySource() = default;
  /// `into` is never empty. After Wait it is called again only after ResponseWriter::resume().
  virtual BodyRead read(std::span<char> into) = 0;
  /// Bytes in all, where known before the first read: becomes Content-Length, and more or fewer is a failure.
  [[nodiscard]] virtual std::optional<std::uint64_t> length() const { return std::nullopt; }
  /// Asked after End; dropped where the protocol or the client cannot take them.
  [[nodiscard]] virtual const Headers* trailers() const { return nullptr; }
};

/// A request's body as it comes in. What is not read is not acknowledged (HTTP/2 window credit returns only for bytes
/// taken); at most 64 KiB wait here. A handler that answers without reading it has it discarded within the limits.
class RequestBody {
 public:
  /// After Wait, ExchangeObserver::bodyReadable is called once there is more, an end or a failure. A body over
  /// limits.body, and one that stalls past timeouts.requestBody, is Failed and answered 413 or 408 by the connection.
  virtual BodyRead read(std::span<char> into) = 0;
  /// From Content-Length; empty where the client did not say.
  [[nodiscard]] virtual std::optional<std::uint64_t> length() const = 0;

 protected:
  ~RequestBody() = default;
};

}  // namespace http
