// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// What both protocols ask of a request's parts, beyond their framing. Pure functions over text.

#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace http {

/// Of ASCII, whatever the locale.
constexpr bool isDigit(char c) {
  return c >= '0' && c <= '9';
}
constexpr char lowered(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}
/// Of a hexadecimal digit; -1: it is none.
constexpr int hexValue(char c) {
  if (isDigit(c)) return c - '0';
  const char low = lowered(c);
  return low >= 'a' && low <= 'f' ? low - 'a' + 10 : -1;
}

/// token (RFC 9110 5.6.2): a method or a field name.
bool isToken(std::string_view text);
/// Whether asking twice does no more than asking once (RFC 9110 9.2.2).
bool isIdempotent(std::string_view method);
/// A byte that no field value may hold (RFC 9110 5.5): a control character other than the tab.
bool hasControlBytes(std::string_view text);
/// origin-form (RFC 9112 3.2.1): starts with "/", visible ASCII without "#"; each "%" of the path has two hexadecimal
/// digits and is not "%00".
bool isSoundTarget(std::string_view target);
/// A Host or :authority (RFC 9110 7.2) into `authority`, in lower case. False: not a host name without empty labels, an
/// IPv4 address or a bracketed IPv6 one, with an optional port of 0 to 65535; no user part.
bool normaliseAuthority(std::string_view text, std::string& authority);
/// The authority without its port and without a last dot.
std::string_view hostOf(std::string_view authority);

/// "http://host/path" or "https://..." (RFC 9112 3.2.2) split in two; the target is "/" where there is no path.
/// False: not of that form.
bool splitAbsoluteForm(std::string_view target, std::string_view& authority, std::string& originForm);

/// Content-Length as decimal digits and nothing else (RFC 9112 6.3). False: not that, or over 2^64 - 1.
bool parseContentLength(std::string_view text, std::uint64_t& length);

/// Whether a comma-separated list has that token; both compared without regard to case.
bool listHasToken(std::string_view list, std::string_view token);
bool equalsIgnoringCase(std::string_view one, std::string_view other);

}  // namespace http
