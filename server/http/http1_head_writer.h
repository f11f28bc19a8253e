// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Writes the head of an HTTP/1.1 answer (RFC 9112 4 and 5).

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

}  // namespace http
