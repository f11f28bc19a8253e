// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The fields of an HTTP/1.1 request that decide its framing and where it goes, and the rules they must keep
// (RFC 9112 3.2 and 6, RFC 9110 7.2 and 10.1.1).

#pragma once

#include <cstdint>
#include <string_view>

#include "server/config/config.h"
#include "server/http/request.h"

namespace http {

struct Http1RequestHead {
  int hosts = 0, lengths = 0, encodings = 0, expectations = 0;  ///< fields of that name
  std::string_view host, length, encoding, expectation;         ///< the last one's value
  std::uint64_t contentLength = 0;                              ///< found by check()

  [[nodiscard]] bool isChunked() const { return encodings != 0; }
  [[nodiscard]] bool hasBody() const { return encodings != 0 || contentLength != 0; }

  /// 0, or the status to refuse the request with. Brings the target to origin-form and fills the authority in.
  int check(Request& request, const config::Limits& limits);

 private:
  [[nodiscard]] int checkFraming(bool modern);
  [[nodiscard]] int checkHost(Request& request) const;
};

}  // namespace http
