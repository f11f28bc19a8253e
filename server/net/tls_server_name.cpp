// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// SNI, checked.

#include "server/net/tls_server_name.h"

#include <algorithm>

namespace net {

namespace {

constexpr std::size_t longestName = 253;  // RFC 1035 2.3.4, as text

bool isLowerLetter(char c) {
  return c >= 'a' && c <= 'z';
}

}  // namespace

std::string lowerCase(std::string_view text) {
  std::string result(text);
  for (char& c : result) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return result;
}

std::string serverNameOf(const SSL* ssl) {
  const char* const sent = SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name);
  if (sent == nullptr) return {};
  std::string name = lowerCase(sent);
  const auto allowed = [](char c) {
    return isLowerLetter(c) || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';
  };
  // Names end in a label with a letter; four numbers are an address, which RFC 6066 does not allow here.
  if (name.size() > longestName || !std::all_of(name.begin(), name.end(), allowed) ||
      std::none_of(name.begin(), name.end(), isLowerLetter)) {
    return {};
  }
  return name;
}

}  // namespace net
