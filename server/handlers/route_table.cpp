// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// See route_table.h.

#include "server/handlers/route_table.h"

#include <utility>
#include <variant>

#include "server/base/xdg_directories.h"
#include "server/handlers/acme_challenge.h"
#include "server/handlers/hello_page.h"
#include "server/handlers/reverse_proxy.h"
#include "server/http/router.h"

namespace handlers {

namespace {

struct MakeHandler {
  const WorkerContext& context;
  const config::Config& config;

  std::unique_ptr<http::RequestHandler> operator()(const config::HelloRoute& route) const {
    auto page = std::make_unique<HelloPage>(route, context.workers, context.slot, context.pid);
    if (context.crash) page->crashAfterFirstAnswer(context.loop, context.crash);
    return page;
  }
  std::unique_ptr<http::RequestHandler> operator()(const config::AcmeChallengeRoute& route) const {
    return std::make_unique<AcmeChallenge>(route.root.empty() ? base::dataDirectory() / "acme" / "webroot"
                                                              : route.root);
  }
  std::unique_ptr<http::RequestHandler> operator()(const config::ProxyRoute& route) const {
    return std::make_unique<ReverseProxy>(context.loop, route, config);
  }
};

}  // namespace

std::unique_ptr<http::RequestHandler> makeRouter(const config::Config& config, const WorkerContext& context) {
  auto router = std::make_unique<http::Router>();
  for (const config::Route& route : config.routes) {
    router->add(route.host, route.scheme, route.path, std::visit(MakeHandler{context, config}, route.handler),
                route.clientCertificate);
  }
  return router;
}

}  // namespace handlers
