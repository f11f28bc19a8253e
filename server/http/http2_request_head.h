// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// An HTTP/2 request's head as it comes, field by field, and the rules it must keep beyond those that nghttp2 checks
// (RFC 9113 8.3). Counts on after a limit was passed, but keeps nothing more.

#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "server/config/config.h"
#include "server/http/request.h"

namespace http {

class Http2RequestHead {
 public:
  void reset();
  /// Names are in lower case already, pseudo headers included.
  void take(Request& request, std::string_view name, std::string_view value, const config::Limits& limits);
  /// Counts a field that is not kept: a trailer. RFC 9113 10.5.1.
  void count(std::string_view name, std::string_view value) { m_bytes += name.size() + value.size() + 32; }
  [[nodiscard]] std::uint64_t bytes() const { return m_bytes; }

  /// After the last field: 0, or the status to refuse the request with. Leaves one "host" that equals the authority.
  [[nodiscard]] int check(Request& request, const config::Limits& limits) const;

 private:
  [[nodiscard]] int checkAuthority(Request& request) const;
  [[nodiscard]] int checkTarget(const Request& request) const;

  std::string m_scheme;
  std::uint64_t m_bytes = 0;
  int m_fields = 0;
  bool m_tooLarge = false;
};

}  // namespace http
