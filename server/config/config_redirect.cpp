// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// See config_redirect.h.

#include "server/config/config_redirect.h"

#include <algorithm>
#include <optional>

#include "server/config/config_choices.h"

namespace config {

namespace {

using PartKind = RedirectPart::Kind;
using Parts = std::vector<RedirectPart>;

constexpr Choice<PartKind> placeholders[] = {{"{host}", PartKind::Host},
                                             {"{https_port}", PartKind::HttpsPort},
                                             {"{uri}", PartKind::Uri},
                                             {"{path}", PartKind::Path},
                                             {"{query}", PartKind::Query}};

constexpr const char* targetForm = "a URL (\"https://{host}:{https_port}{uri}\") or a path (\"/new{uri}\")";
constexpr const char* expectedPlaceholder = "no other placeholder than {host}, {https_port}, {uri}, {path} and {query}";

/// Bytes that a Location may hold as they are (RFC 3986 2); braces are placeholders' only.
bool isUrlText(std::string_view text) {
  return std::ranges::all_of(text, [](char letter) {
    return letter > ' ' && letter < 0x7F && std::string_view("\"<>\\^`{|}").find(letter) == std::string_view::npos;
  });
}

std::optional<Parts> split(std::string_view to) {
  Parts parts;
  while (!to.empty()) {
    const std::size_t brace = std::min(to.find('{'), to.size());
    if (brace > 0) parts.push_back({PartKind::Text, std::string(to.substr(0, brace))});
    to.remove_prefix(brace);
    if (to.empty()) break;
    const auto* const found = std::ranges::find_if(
        placeholders, [to](const Choice<PartKind>& placeholder) { return to.starts_with(placeholder.name); });
    if (found == std::end(placeholders)) return std::nullopt;
    parts.push_back({found->value});
    to.remove_prefix(found->name.size());
  }
  return parts;
}

/// Which server an absolute URL leads to is settled before anything of the client's path or query comes:
/// "https://{uri}" would let the path name it.
bool namesItsServer(const Parts& parts, std::size_t schemeLength) {
  std::string before = parts.front().text.substr(schemeLength);
  for (std::size_t index = 0;; ++index) {
    if (index > 0) {
      const RedirectPart& part = parts[index];
      if (part.kind == PartKind::Uri || part.kind == PartKind::Path || part.kind == PartKind::Query) break;
      before += part.kind == PartKind::Text ? part.text : part.kind == PartKind::Host ? "host" : "443";
    }
    if (before.find_first_of("/?#") != std::string::npos || index + 1 == parts.size()) break;
  }
  const std::string authority = before.substr(0, before.find_first_of("/?#"));
  return !authority.empty() && authority.front() != ':' && authority.find('@') == std::string::npos;
}

/// "/{uri}" would become "//elsewhere.test", which is another server to a browser.
bool isOwnPath(const Parts& parts) {
  const std::string& text = parts.front().text;
  if (text.starts_with("//")) return false;
  return text.size() > 1 || parts.size() == 1 || parts[1].kind == PartKind::Query;
}

constexpr const char* toHttps = "https://{host}:{https_port}{uri}";

bool isRedirectToHttps(const Route& route) {
  const auto* redirect = std::get_if<RedirectRoute>(&route.handler);
  return redirect != nullptr && redirect->to == toHttps && route.scheme == Scheme::Http && route.host == "*" &&
         route.path == "/";
}

}  // namespace

base::Result<Parts> redirectParts(std::string_view to) {
  auto parts = split(to);
  if (!parts) return base::failure(base::Error(expectedPlaceholder));
  if (parts->empty() || parts->front().kind != PartKind::Text) return base::failure(base::Error(targetForm));
  for (const RedirectPart& part : *parts) {
    if (!isUrlText(part.text)) return base::failure(base::Error("visible ASCII, percent-encoded as in a URL"));
  }
  const std::string& start = parts->front().text;
  const std::size_t scheme = start.starts_with("https://") ? 8 : start.starts_with("http://") ? 7 : 0;
  const bool good = scheme > 0 ? namesItsServer(*parts, scheme) : start.front() == '/' && isOwnPath(*parts);
  if (!good) return base::failure(base::Error(targetForm));
  return *std::move(parts);
}

std::optional<std::size_t> redirectToHttps(const Config& config) {
  if (std::ranges::none_of(config.routes, isRedirectToHttps)) return std::nullopt;
  for (std::size_t index = 0; index < config.listeners.size(); ++index) {
    if (config.listeners[index].protocol == Protocol::Http) return index;
  }
  return std::nullopt;
}

Config withRedirectToHttps(Config config, int port) {
  Listener plain;
  if (!config.listeners.empty()) plain.address = config.listeners.front().address;
  plain.port = port;
  plain.protocol = Protocol::Http;
  config.listeners.push_back(std::move(plain));
  // A longer path or a host's own would pass the redirect by. Public authorities ask for their proofs in the clear.
  for (Route& route : config.routes) {
    const bool isBetter = route.host != "*" || route.path != "/";
    const bool isForAuthorities = std::holds_alternative<AcmeChallengeRoute>(route.handler);
    if (route.scheme == Scheme::Any && isBetter && !isForAuthorities) route.scheme = Scheme::Https;
  }
  Route redirect;
  redirect.scheme = Scheme::Http;
  redirect.handler = RedirectRoute{.to = toHttps};
  config.routes.push_back(std::move(redirect));
  return config;
}

Config withoutRedirectToHttps(Config config) {
  const auto listener = redirectToHttps(config);
  if (!listener) return config;
  config.listeners.erase(config.listeners.begin() + static_cast<std::ptrdiff_t>(*listener));
  std::erase_if(config.routes, isRedirectToHttps);
  return config;
}

bool isRedirectStatus(int status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

}  // namespace config
