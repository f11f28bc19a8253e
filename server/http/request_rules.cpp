// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// See request_rules.h.

#include "server/http/request_rules.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>

namespace http {

namespace {

constexpr std::array<bool, 256> tokenTable = [] {
  std::array<bool, 256> table{};
  for (unsigned c = '0'; c <= '9'; ++c) table[c] = true;
  for (unsigned c = 'a'; c <= 'z'; ++c) table[c] = table[c - 32] = true;
  for (const char c : std::string_view("!#$%&'*+-.^_`|~")) table[static_cast<unsigned char>(c)] = true;
  return table;
}();

constexpr std::array<bool, 256> hostTable = [] {
  std::array<bool, 256> table{};
  for (unsigned c = '0'; c <= '9'; ++c) table[c] = true;
  for (unsigned c = 'a'; c <= 'z'; ++c) table[c] = table[c - 32] = true;
  for (const char c : std::string_view("-._~")) table[static_cast<unsigned char>(c)] = true;
  return table;
}();

bool isHostName(std::string_view host) {
  if (host.size() > 255) return false;
  if (host.ends_with('.')) host.remove_suffix(1);
  char before = '.';  // so that no label is empty, the first neither
  for (const char c : host) {
    if (!hostTable[static_cast<unsigned char>(c)] || (c == '.' && before == '.')) return false;
    before = c;
  }
  return !host.empty() && before != '.';
}

bool isAddressSix(std::string_view text) {
  in6_addr address{};
  return text.size() < INET6_ADDRSTRLEN && inet_pton(AF_INET6, std::string(text).c_str(), &address) == 1;
}

/// Where the port's colon would be.
std::size_t hostLength(std::string_view authority) {
  if (authority.starts_with('[')) {
    const std::size_t close = authority.find(']');
    return close == std::string_view::npos ? authority.size() : close + 1;
  }
  return std::min(authority.find(':'), authority.size());
}

}  // namespace

bool isToken(std::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return tokenTable[static_cast<unsigned char>(c)]; });
}

bool hasControlBytes(std::string_view text) {
  constexpr std::uint64_t ones = 0x0101010101010101;
  constexpr std::uint64_t highs = 0x8080808080808080;
  // Eight bytes at a time, for every field of every answer: the high bit of each byte that is below 0x20 or is 0x7f.
  // Tabs are among them, so a hit is looked at byte by byte.
  while (text.size() >= sizeof(std::uint64_t)) {
    std::uint64_t word = 0;
    std::memcpy(&word, text.data(), sizeof word);
    const std::uint64_t deleted = word ^ (ones * 0x7f);
    if ((((word - ones * 0x20) & ~word) | ((deleted - ones) & ~deleted)) & highs) break;
    text.remove_prefix(sizeof word);
  }
  return std::any_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && byte != '\t') || byte == 0x7f;
  });
}

bool isSoundTarget(std::string_view target) {
  if (!target.starts_with('/')) return false;
  bool inPath = true;
  for (std::size_t at = 0; at < target.size(); ++at) {
    const auto c = static_cast<unsigned char>(target[at]);
    if (c <= 0x20 || c >= 0x7f || c == '#') return false;
    if (c == '?') inPath = false;
    if (c != '%' || !inPath) continue;
    if (at + 2 >= target.size()) return false;
    const int high = hexValue(target[at + 1]);
    const int low = hexValue(target[at + 2]);
    if (high < 0 || low < 0 || high + low == 0) return false;
  }
  return true;
}

bool normaliseAuthority(std::string_view text, std::string& authority) {
  const std::size_t length = hostLength(text);
  const std::string_view host = text.substr(0, length);
  std::string_view port = text.substr(length);
  if (host.starts_with('[')) {
    if (!host.ends_with(']') || !isAddressSix(host.substr(1, host.size() - 2))) return false;
  } else if (!isHostName(host)) {
    return false;
  }
  if (!port.empty()) {
    if (port.front() != ':') return false;
    port.remove_prefix(1);
    if (port.size() > 5 || !std::all_of(port.begin(), port.end(), isDigit)) return false;
    int number = 0;
    std::from_chars(port.data(), port.data() + port.size(), number);
    if (number > 65535) return false;
  }
  authority.assign(text);
  if (authority.back() == ':') authority.pop_back();  // an empty port is no port (RFC 3986 6.2.3)
  std::transform(authority.begin(), authority.end(), authority.begin(), lowered);
  return true;
}

std::string_view hostOf(std::string_view authority) {
  std::string_view host = authority.substr(0, hostLength(authority));
  if (host.ends_with('.')) host.remove_suffix(1);
  return host;
}

bool splitAbsoluteForm(std::string_view target, std::string_view& authority, std::string& originForm) {
  const std::size_t colon = target.find("://");
  if (colon == std::string_view::npos) return false;
  const std::string_view scheme = target.substr(0, colon);
  if (!equalsIgnoringCase(scheme, "http") && !equalsIgnoringCase(scheme, "https")) return false;
  const std::string_view rest = target.substr(colon + 3);
  const std::size_t end = std::min(rest.find_first_of("/?"), rest.size());
  authority = rest.substr(0, end);
  originForm.assign(rest.substr(end).starts_with('/') ? "" : "/");
  originForm.append(rest.substr(end));
  return true;
}

bool parseContentLength(std::string_view text, std::uint64_t& length) {
  if (text.empty() || !std::all_of(text.begin(), text.end(), isDigit)) return false;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), length);
  return error == std::errc() && end == text.data() + text.size();
}

bool equalsIgnoringCase(std::string_view one, std::string_view other) {
  return one.size() == other.size() &&
         std::equal(one.begin(), one.end(), other.begin(), [](char a, char b) { return lowered(a) == lowered(b); });
}

bool isIdempotent(std::string_view method) {
  return method == "GET" || method == "HEAD" || method == "OPTIONS" || method == "PUT" || method == "DELETE";
}

bool listHasToken(std::string_view list, std::string_view token) {
  while (!list.empty()) {
    const std::size_t comma = std::min(list.find(','), list.size());
    std::string_view entry = list.substr(0, comma);
    while (!entry.empty() && (entry.front() == ' ' || entry.front() == '\t')) entry.remove_prefix(1);
    while (!entry.empty() && (entry.back() == ' ' || entry.back() == '\t')) entry.remove_suffix(1);
    if (equalsIgnoringCase(entry, token)) return true;
    list.remove_prefix(std::min(comma + 1, list.size()));
  }
  return false;
}

}  // namespace http
