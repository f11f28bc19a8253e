// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Which handler a request goes to: the best matching host (exact, then the longest "*.x", then "*"), and of its routes
// for the request's scheme the one with the longest path.

#pragma once

#include <memory>
#include <string>
#include <vector>

#include "server/config/config.h"
#include "server/http/headers.h"
#include "server/http/request_handler.h"

namespace http {

struct RouteOptions {
  config::ClientCertificates clients = config::ClientCertificates::Off;  ///< Required: only who showed one
  std::string strip{};  ///< taken off the path's front; a prefix of the route's path, without its last "/"
  Headers fields{};     ///< of every answer
};

class Router final : public RequestHandler {
 public:
  /// `host`: "a.test", "*.a.test" (any name below, not "a.test" itself) or "*". `path` begins with "/", and matches
  /// itself and what lies below it: "/a" takes "/a" and "/a/b", not "/ab".
  void add(std::string_view host, config::Scheme scheme, std::string_view path, std::unique_ptr<RequestHandler> handler,
           RouteOptions options = {});

  /// 404 where no route matches; "OPTIONS *" is answered here. Where a certificate is missing, which the route of the
  /// path as sent asks for or that of the path as it may be read (http::freelyReadPath): 421 on a connection that
  /// was made for another name (another one may ask for it), else 403.
  void handle(Request& request, ResponseWriter& writer) override;
  /// The handler for that; null: none.
  [[nodiscard]] RequestHandler* find(std::string_view host, bool secure, std::string_view path) const;

 private:
  struct Route {
    std::string host;
    config::Scheme scheme;
    std::string path;
    std::unique_ptr<RequestHandler> handler;
    RouteOptions options;
  };
  [[nodiscard]] const Route* routeFor(std::string_view host, bool secure, std::string_view path) const;
  [[nodiscard]] bool asksForCertificate(const Route& route, std::string_view host, bool secure,
                                        std::string_view path) const;

  std::vector<Route> m_routes;  ///< best first
  bool m_anyAsks = false;       ///< for a certificate
};

}  // namespace http
