// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// See strict_transport.h.

#include "server/http/strict_transport.h"

#include "server/http/request_rules.h"

namespace http {

namespace {

/// "localhost", "app.localhost" and whatever ends in a number, as the WHATWG's URL standard tells addresses.
bool isLocalOrAddress(std::string_view host) {
  if (host.empty() || host.front() == '[') return true;
  const std::size_t dot = host.rfind('.');
  const std::string_view last = dot == std::string_view::npos ? host : host.substr(dot + 1);
  return last == "localhost" || last.find_first_not_of("0123456789") == std::string_view::npos;
}

}  // namespace

std::string_view strictTransport(const Request& request) {
  const Client* const client = request.client;
  if (client == nullptr || !client->secure || client->strictTransport.empty()) return {};
  return isLocalOrAddress(hostOf(request.authority)) ? std::string_view() : client->strictTransport;
}

}  // namespace http
