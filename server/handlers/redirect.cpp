// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// See redirect.h.

#include "server/handlers/redirect.h"

#include <algorithm>

#include "server/http/request_rules.h"
#include "server/http/status.h"

namespace handlers {

using Kind = config::RedirectPart::Kind;

Redirect::Redirect(const config::RedirectRoute& route, int httpsPort) : m_status(route.status) {
  auto parts = config::redirectParts(route.to);
  if (!parts) return;  // the configuration's reading refuses it
  for (config::RedirectPart& part : *parts) {
    if (part.kind == Kind::HttpsPort) {
      part = {Kind::Text, std::to_string(httpsPort)};
      std::string* const before = m_parts.empty() ? nullptr : &m_parts.back().text;
      // RFC 9110 4.2.2: the port that https has anyway.
      if (httpsPort == 443 && before != nullptr && before->ends_with(':')) {
        before->pop_back();
        part.text.clear();
      }
    }
    if (part.kind == Kind::Host) m_wantsHost = true;
    m_parts.push_back(std::move(part));
  }
}

void Redirect::handle(http::Request& request, http::ResponseWriter& writer) {
  const std::string_view host = http::hostOf(request.authority);
  if (m_parts.empty() || (m_wantsHost && host.empty())) return http::respondWithError(writer, 400);
  const std::string_view path = request.path();
  std::string location;
  for (const config::RedirectPart& part : m_parts) {
    switch (part.kind) {
      case Kind::Text:
      case Kind::HttpsPort:
        location += part.text;
        break;
      case Kind::Host:
        location += host;
        break;
      case Kind::Uri:
        location += request.target;
        break;
      case Kind::Path:
        location += path;
        break;
      case Kind::Query:
        location += std::string_view(request.target).substr(path.size());
        break;
    }
  }
  // The codecs let none through; a Location is the last place to find out that one did.
  if (http::hasControlBytes(location)) return http::respondWithError(writer, 400);
  const std::string shown = http::escapeHtml(location);
  writer.respond(
      m_status, {{"location", location}, {"content-type", "text/html; charset=utf-8"}},
      "<!DOCTYPE html>\n<html lang=\"en\"><meta charset=\"utf-8\"><title>Moved</title>\n<p>This is now at <a href=\"" +
          shown + "\">" + shown + "</a>.</p></html>\n");
}

}  // namespace handlers
