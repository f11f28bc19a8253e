// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// See route_table.h.

#include "server/handlers/route_table.h"

#include <algorithm>
#include <utility>
#include <variant>

#include "server/base/xdg_directories.h"
#include "server/handlers/acme_challenge.h"
#include "server/handlers/hello_page.h"
#include "server/handlers/redirect.h"
#include "server/handlers/reverse_proxy.h"
#include "server/handlers/static_files.h"
#include "server/handlers/visits_page.h"
#include "server/http/router.h"

namespace handlers {

namespace {

/// For the small files of all routes of a worker.
constexpr std::size_t fileCacheBytes = 32 * 1024 * 1024;

/// Whatever a folder may hold: private keys, the certificate store and the authority, the configuration, the log.
std::vector<std::filesystem::path> secretsOf(const config::Config& config) {
  std::vector<std::filesystem::path> secrets{base::dataDirectory() / "certificates",
                                             base::dataDirectory() / "authority"};
  if (!config.file.empty()) secrets.push_back(config.file);
  for (const std::filesystem::path& file : {config.log.file, config.sessions.ticketSecret, config.sessions.redisKey}) {
    if (!file.empty()) secrets.push_back(file);
  }
  for (const config::Listener& listener : config.listeners) {
    for (const config::CertificateReference& reference : listener.certificates) {
      if (const auto* files = std::get_if<config::CertificateFiles>(&reference)) secrets.push_back(files->key);
    }
  }
  return secrets;
}

std::size_t countFileRoutes(const config::Config& config) {
  return static_cast<std::size_t>(std::ranges::count_if(config.routes, [](const config::Route& route) {
    return std::holds_alternative<config::FilesRoute>(route.handler);
  }));
}

struct MakeHandler {
  const WorkerContext& context;
  const config::Config& config;
  const config::Route& route;

  std::unique_ptr<http::RequestHandler> operator()(const config::HelloRoute& hello) const {
    auto page = std::make_unique<HelloPage>(hello, context.workers, context.slot, context.pid);
    if (context.crash) page->crashAfterFirstAnswer(context.loop, context.crash);
    return page;
  }
  std::unique_ptr<http::RequestHandler> operator()(const config::AcmeChallengeRoute& challenge) const {
    return std::make_unique<AcmeChallenge>(challenge.root.empty() ? base::dataDirectory() / "acme" / "webroot"
                                                                  : challenge.root);
  }
  std::unique_ptr<http::RequestHandler> operator()(const config::FilesRoute& files) const {
    return std::make_unique<StaticFiles>(context.loop, StaticFiles::Setup{route.path, files, secretsOf(config),
                                                                          fileCacheBytes / countFileRoutes(config)});
  }
  std::unique_ptr<http::RequestHandler> operator()(const config::ProxyRoute& proxy) const {
    return std::make_unique<ReverseProxy>(context.loop, proxy, config);
  }
  std::unique_ptr<http::RequestHandler> operator()(const config::RedirectRoute& redirect) const {
    return std::make_unique<Redirect>(redirect, context.httpsPort);
  }
  std::unique_ptr<http::RequestHandler> operator()(const config::VisitsRoute&) const {
    return std::make_unique<VisitsPage>(
        context.loop, *context.sessions,
        VisitsPage::Settings{
            .path = route.path, .lifetime = config.sessions.lifetime, .slot = context.slot, .pid = context.pid});
  }
};

}  // namespace

std::unique_ptr<http::RequestHandler> makeRouter(const config::Config& config, const WorkerContext& context) {
  auto router = std::make_unique<http::Router>();
  for (const config::Route& route : config.routes) {
    http::RouteOptions options{.clients = route.clientCertificate, .strip = route.strip};
    for (const auto& [name, value] : route.headers) options.fields.add(name, value);
    router->add(route.host, route.scheme, route.path, std::visit(MakeHandler{context, config, route}, route.handler),
                std::move(options));
  }
  if (config.rateLimits.empty()) return router;
  return std::make_unique<RateLimiter>(context.loop, *context.sessions, config.rateLimits, std::move(router),
                                       context.limited);
}

}  // namespace handlers
