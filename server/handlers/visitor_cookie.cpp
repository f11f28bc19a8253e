// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// See visitor_cookie.h.

#include "server/handlers/visitor_cookie.h"

#include <fmt/format.h>
#include <sys/random.h>

#include <algorithm>
#include <array>
#include <cstdlib>

#include "server/base/hex.h"

namespace handlers {

namespace {

constexpr std::size_t idBytes = 16;

std::string_view cookieName(bool isSecure) {
  return isSecure ? "__Host-visitor" : "visitor";
}

bool isVisitor(std::string_view text) {
  return text.size() == 2 * idBytes && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

}  // namespace

std::string newVisitor() {
  std::array<unsigned char, idBytes> bytes{};
  // getrandom(2): up to 256 bytes come whole, once the kernel is ready.
  if (::getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size())) std::abort();
  return base::hexOf(bytes);
}

std::optional<std::string> visitorIn(const http::Headers& request, bool isSecure) {
  for (const http::Header& header : request) {
    if (header.name != "cookie") continue;  // several of them with HTTP/2 (RFC 9113 8.2.3)
    std::string_view rest = header.value;
    while (!rest.empty()) {
      std::string_view pair = rest.substr(0, rest.find(';'));
      rest.remove_prefix(std::min(rest.size(), pair.size() + 1));
      pair.remove_prefix(std::min(pair.size(), pair.find_first_not_of(" \t")));
      const std::size_t equals = pair.find('=');
      if (equals == std::string_view::npos || pair.substr(0, equals) != cookieName(isSecure)) continue;
      const std::string_view value = pair.substr(equals + 1);
      if (isVisitor(value)) return std::string(value);
    }
  }
  return std::nullopt;
}

std::string visitorCookie(const std::string& visitor, bool isSecure, base::Milliseconds lifetime) {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(lifetime).count();
  return fmt::format("{}={}; Path=/; Max-Age={}; HttpOnly; SameSite=Lax{}", cookieName(isSecure), visitor, seconds,
                     isSecure ? "; Secure" : "");
}

}  // namespace handlers
