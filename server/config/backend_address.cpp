// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// See backend_address.h.

#include "server/config/backend_address.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "server/base/nearest_name.h"

namespace config {

namespace {

constexpr const char* expectedForm =
    R"(an address such as "http://127.0.0.1:3000", "https://app.example" or "unix:/run/app.sock")";

bool isPort(std::string_view text, int& port) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  return error == std::errc() && end == text.data() + text.size() && port >= 1 && port <= 65535;
}

bool isHost(std::string_view host, bool bracketed) {
  constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._";
  const std::string_view allowed = bracketed ? "0123456789abcdefABCDEF:." : letters;
  return !host.empty() && host.size() <= 253 && host.find_first_not_of(allowed) == std::string_view::npos;
}

/// "host", "host:port", "[::1]:port".
bool parseAuthority(std::string_view text, BackendAddress& address) {
  const bool bracketed = text.starts_with('[');
  const std::size_t end = bracketed ? text.find(']') : std::min(text.find(':'), text.size());
  if (end == std::string_view::npos) return false;
  const std::string_view host = bracketed ? text.substr(1, end - 1) : text.substr(0, end);
  std::string_view rest = text.substr(bracketed ? end + 1 : end);
  if (!isHost(host, bracketed)) return false;
  address.host = host;
  if (rest.empty()) return true;
  return rest.front() == ':' && isPort(rest.substr(1), address.port);
}

/// For "3000", "localhost:3000" and "htp://localhost:3000".
std::string suggestionFor(std::string_view text) {
  BackendAddress guess;
  if (isPort(text, guess.port)) return fmt::format("\"http://127.0.0.1:{}\"", text);
  if (text.starts_with('/')) return fmt::format("\"unix:{}\"", text);
  const std::size_t colon = text.find("://");
  const std::string_view rest = colon == std::string_view::npos ? text : text.substr(colon + 3);
  const std::string_view authority = rest.substr(0, rest.find_first_of("/?#"));
  if (!parseAuthority(authority, guess)) return {};
  if (colon == std::string_view::npos) return guess.port == 0 ? "" : fmt::format("\"http://{}\"", authority);
  const std::string schemes[] = {"http", "https"};
  const auto scheme = base::nearestName(text.substr(0, colon), schemes);
  return scheme ? fmt::format("\"{}://{}\"", *scheme, authority) : std::string();
}

}  // namespace

BackendAddressFault parseBackendAddress(std::string_view text, BackendAddress& address) {
  address = BackendAddress();
  address.text = text;
  if (text.starts_with("unix:")) {
    address.kind = BackendAddress::Kind::Unix;
    address.host = text.substr(5);
    // sockaddr_un has 108 bytes, with the zero at the end.
    if (address.host.starts_with('/') && address.host.size() < 108) return {};
    return {R"("unix:" and an absolute path of at most 107 bytes)", {}};
  }
  const bool secure = text.starts_with("https://");
  address.kind = secure ? BackendAddress::Kind::Https : BackendAddress::Kind::Http;
  address.port = secure ? 443 : 80;
  const BackendAddressFault fault{expectedForm, suggestionFor(text)};
  if (!secure && !text.starts_with("http://")) return fault;
  text.remove_prefix(secure ? 8 : 7);
  if (text.ends_with('/')) text.remove_suffix(1);
  return parseAuthority(text, address) ? BackendAddressFault() : fault;
}

}  // namespace config
