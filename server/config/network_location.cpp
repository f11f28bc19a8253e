// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// See network_location.h.

#include "server/config/network_location.h"

#include <algorithm>
#include <charconv>

namespace config {

namespace {

bool isHost(std::string_view host, bool bracketed) {
  constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._";
  const std::string_view allowed = bracketed ? "0123456789abcdefABCDEF:." : letters;
  return !host.empty() && host.size() <= 253 && host.find_first_not_of(allowed) == std::string_view::npos;
}

}  // namespace

bool isPort(std::string_view text, int& port) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  return error == std::errc() && end == text.data() + text.size() && port >= 1 && port <= 65535;
}

bool parseNetworkLocation(std::string_view text, std::string& host, int& port) {
  const bool bracketed = text.starts_with('[');
  const std::size_t end = bracketed ? text.find(']') : std::min(text.find(':'), text.size());
  if (end == std::string_view::npos) return false;
  const std::string_view name = bracketed ? text.substr(1, end - 1) : text.substr(0, end);
  const std::string_view rest = text.substr(bracketed ? end + 1 : end);
  if (!isHost(name, bracketed)) return false;
  host = name;
  return rest.empty() || (rest.front() == ':' && isPort(rest.substr(1), port));
}

}  // namespace config
