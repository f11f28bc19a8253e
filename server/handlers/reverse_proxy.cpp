// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// See reverse_proxy.h.

#include "server/handlers/reverse_proxy.h"

#include <utility>

#include "server/handlers/proxy_headers.h"
#include "server/http/status.h"

namespace handlers {

ReverseProxy::ReverseProxy(net::EventLoop& loop, const config::ProxyRoute& route, const config::Config& config)
    : m_shared{loop, route, config.timeouts.backend, viaPseudonym(config), BackendPool(loop, route)},
      m_mostJobs(2 * config.limits.streams) {}

ReverseProxy::~ReverseProxy() = default;

void ReverseProxy::handle(http::Request& request, http::ResponseWriter& writer) {
  if (goesInCircles(request.headers, m_shared.pseudonym)) {
    return http::respondWithError(writer, 508, {},
                                  "This request came back to where it was before: the route's application is this "
                                  "server itself, or sends everything back to it.");
  }
  int& jobs = m_jobs[request.client];
  if (jobs >= m_mostJobs) return http::respondWithError(writer, 503, {{"retry-after", "1"}});
  ++jobs;
  auto exchange = std::make_unique<ProxyExchange>(
      m_shared, request, writer, [this, client = request.client](ProxyExchange& over) { handleOver(over, client); });
  ProxyExchange& started = *exchange;
  m_exchanges.emplace(&started, std::move(exchange));
  started.start();
}

void ReverseProxy::handleOver(ProxyExchange& exchange, const http::Client* client) {
  const auto jobs = m_jobs.find(client);
  if (--jobs->second == 0) m_jobs.erase(jobs);
  const auto found = m_exchanges.find(&exchange);
  m_shared.loop.destroyLater(std::move(found->second));
  m_exchanges.erase(found);
}

}  // namespace handlers
