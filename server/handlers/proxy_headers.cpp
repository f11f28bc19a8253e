// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// See proxy_headers.h.

#include "server/handlers/proxy_headers.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <vector>

#include "server/http/request_rules.h"

namespace handlers {

namespace {

constexpr long mostHops = 20;
/// RFC 9110 7.6.1, and what went there before it.
constexpr std::array<std::string_view, 10> connectionFields{
    "connection", "keep-alive",     "proxy-connection",  "te",     "trailer",
    "upgrade",    "http2-settings", "transfer-encoding", "expect", "content-length"};
/// What a Connection field may not take away (it would, where an attacker wrote it).
constexpr std::array<std::string_view, 3> endToEnd{"host", "content-length", "transfer-encoding"};

template<std::size_t count>
bool contains(const std::array<std::string_view, count>& names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

bool isListedInConnection(const http::Headers& headers, std::string_view name) {
  if (contains(endToEnd, name)) return false;
  return std::any_of(headers.begin(), headers.end(), [name](const http::Header& header) {
    return header.name == "connection" && http::listHasToken(header.value, name);
  });
}

bool saysWhoIsBefore(std::string_view name) {
  return name == "forwarded" || name == "x-real-ip" || name.starts_with("x-forwarded-");
}

bool reachesBackend(const http::Request& request, std::string_view name, config::ForwardedPolicy policy) {
  if (contains(connectionFields, name) || name == "host" || name == "via" || name == "proxy") return false;
  if (name.find('_') != std::string_view::npos) return false;
  if (policy == config::ForwardedPolicy::Replace && saysWhoIsBefore(name)) return false;
  return !isListedInConnection(request.headers, name);
}

std::string joined(const http::Headers& headers, std::string_view name) {
  std::string list;
  for (const http::Header header : headers) {
    if (header.name == name) list.append(list.empty() ? "" : ", ").append(header.value);
  }
  return list;
}

void append(http::Headers& headers, std::string_view name, std::string_view value) {
  const std::string before = joined(headers, name);
  headers.set(name, before.empty() ? std::string(value) : fmt::format("{}, {}", before, value));
}

void addForwarded(http::Headers& headers, const http::Request& request) {
  const http::Client& client = *request.client;
  const std::string_view scheme = client.secure ? "https" : "http";
  const std::string address = client.address.empty() ? "unknown" : client.address;
  const bool six = address.find(':') != std::string::npos;
  append(headers, "x-forwarded-for", address);
  if (!headers.contains("x-forwarded-proto")) headers.add("x-forwarded-proto", scheme);
  if (!headers.contains("x-forwarded-host") && !request.authority.empty())
    headers.add("x-forwarded-host", request.authority);
  // RFC 7239 6: an IPv6 address is in brackets, and then in quotes; so is whatever has a colon.
  std::string element = six ? fmt::format("for=\"[{}]\"", address) : "for=" + address;
  if (!request.authority.empty()) element += fmt::format(";host=\"{}\"", request.authority);
  append(headers, "forwarded", fmt::format("{};proto={}", element, scheme));
}

}  // namespace

std::string_view upgradeAskedFor(const http::Request& request) {
  if (request.version != http::Version::Http11) return {};
  const auto upgrade = request.headers.find("upgrade");
  const bool asked = upgrade && request.headers.count("upgrade") == 1 && http::isToken(*upgrade) &&
                     http::listHasToken(joined(request.headers, "connection"), "upgrade");
  if (!asked || http::equalsIgnoringCase(*upgrade, "h2c") || http::equalsIgnoringCase(*upgrade, "h2")) return {};
  return *upgrade;
}

http::Headers headersForBackend(const http::Request& request, config::ForwardedPolicy policy,
                                std::string_view pseudonym, std::string_view upgrade) {
  http::Headers headers;
  if (!request.authority.empty()) headers.add("host", request.authority);
  for (const http::Header header : request.headers) {
    if (reachesBackend(request, header.name, policy)) headers.add(header.name, header.value);
  }
  addForwarded(headers, request);
  const std::string before = joined(request.headers, "via");
  const std::string_view version = request.version == http::Version::Http2    ? "2.0"
                                   : request.version == http::Version::Http11 ? "1.1"
                                                                              : "1.0";
  headers.add("via", fmt::format("{}{}{} {}", before, before.empty() ? "" : ", ", version, pseudonym));
  if (!upgrade.empty()) headers.add("upgrade", upgrade);
  return headers;
}

http::Headers headersForClient(const http::Headers& answer, bool upgraded) {
  http::Headers headers;
  for (const http::Header header : answer) {
    const bool kept = !contains(connectionFields, header.name) && !isListedInConnection(answer, header.name);
    if (kept || (upgraded && header.name == "upgrade")) headers.add(header.name, header.value);
  }
  return headers;
}

bool goesInCircles(const http::Headers& headers, std::string_view pseudonym) {
  const std::string via = joined(headers, "via");
  return via.find(pseudonym) != std::string::npos || std::ranges::count(via, ',') >= mostHops;
}

std::string viaPseudonym(const config::Config& config) {
  std::array<char, 256> host{};
  ::gethostname(host.data(), host.size() - 1);
  std::string identity = fmt::format("{} {} {}", host.data(), config.name, config.file.string());
  for (const config::Listener& listener : config.listeners) identity += fmt::format(" {}", listener.port);
  // FNV-1a: the names themselves are nobody's business.
  std::uint64_t hash = 0xcbf29ce484222325;
  for (const char c : identity) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  return fmt::format("forkyard-{:016x}", hash);
}

}  // namespace handlers
