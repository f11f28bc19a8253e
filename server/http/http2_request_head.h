// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// An HTTP/2 request's head as it comes, field by field, and the rules it must keep beyond those that nghttp2 checks
// (RFC 9113 8.3). Counts on after a limit was passed, but keeps nothing more.

#pragma once

#include <cstdint>
#include <optional>
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
  [[nodiscard]] int check(Request& request, const config::Limits& limits);

  [[nodiscard]] bool expectsContinue() const { return m_expectations != 0; }
  /// After check(): Content-Length, where the client said one.
  [[nodiscard]] std::optional<std::uint64_t> length() const {
    return m_lengths != 0 ? std::optional(m_length) : std::nullopt;
  }

 private:
  [[nodiscard]] int checkAuthority(Request& request);
  [[nodiscard]] int checkTarget(const Request& request) const;

  void takeField(Request& request, std::string_view name, std::string_view value);

  std::uint64_t m_bytes = 0;
  std::uint64_t m_length = 0;
  int m_fields = 0;
  int m_hosts = 0;
  int m_lengths = 0;
  int m_expectations = 0;
  bool m_schemeKnown = false;
  bool m_tooLarge = false;
  // Kept from request to request, so that the name that nearly all of them bear is checked once.
  std::string m_knownName;       ///< as it came; empty: none
  std::string m_knownAuthority;  ///< the same normalised
};

}  // namespace http
