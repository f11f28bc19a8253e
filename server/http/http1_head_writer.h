// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Writes the head of an HTTP/1.1 answer, and of a request to a backend (RFC 9112 3 to 5).

#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "server/http/buffer.h"
#include "server/http/headers.h"

namespace http {

struct Http1HeadOptions {
  enum class Connection { Unsaid, Close, KeepAlive, Upgrade };
  std::optional<std::uint64_t> length;  ///< becomes Content-Length
  bool chunked = false;                 ///< becomes Transfer-Encoding
  Connection connection = Connection::Unsaid;
  std::string_view date{};             ///< empty: no Date field
  std::string_view strictTransport{};  ///< empty: no Strict-Transport-Security field
};

/// Fields that belong to the connection or the framing are left out of `headers`, and control bytes in values become
/// spaces, so that no value can end its line. Names are written with capitals after each hyphen, as people know them.
void writeHttp1Head(Buffer& out, int status, const Headers& headers, const Http1HeadOptions& options);

/// The same for a request; `target` is in origin-form. With Connection::Unsaid, `headers` decides on "Upgrade" no more
/// than on framing: it is left out.
void writeHttp1RequestHead(Buffer& out, std::string_view method, std::string_view target, const Headers& headers,
                           const Http1HeadOptions& options);

}  // namespace http
