// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// See backend_address.h.

#include "server/config/backend_address.h"

#include <fmt/format.h>

#include "server/base/nearest_name.h"
#include "server/config/network_location.h"

namespace config {

namespace {

constexpr const char* expectedForm =
    R"(an address such as "http://127.0.0.1:3000", "https://app.example" or "unix:/run/app.sock")";

/// For "3000", "localhost:3000" and "htp://localhost:3000".
std::string suggestionFor(std::string_view text) {
  BackendAddress guess;
  if (isPort(text, guess.port)) return fmt::format("\"http://127.0.0.1:{}\"", text);
  if (text.starts_with('/')) return fmt::format("\"unix:{}\"", text);
  const std::size_t colon = text.find("://");
  const std::string_view rest = colon == std::string_view::npos ? text : text.substr(colon + 3);
  const std::string_view authority = rest.substr(0, rest.find_first_of("/?#"));
  if (!parseNetworkLocation(authority, guess.host, guess.port)) return {};
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
  return parseNetworkLocation(text, address.host, address.port) ? BackendAddressFault() : fault;
}

}  // namespace config
