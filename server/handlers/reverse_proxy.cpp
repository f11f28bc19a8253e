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
    : m_shared{loop, route, config.timeouts.backend, viaPseudonym(config), BackendPool(loop, route)} {}

ReverseProxy::~ReverseProxy() = default;

void ReverseProxy::handle(http::Request& request, http::ResponseWriter& writer) {
  if (goesInCircles(request.headers, m_shared.pseudonym)) {
    return http::respondWithError(writer, 508, {},
                                  "This request came back to where it was before: the route's application is this "
                                  "server itself, or sends everything back to it.");
  }
  auto exchange =
      std::make_unique<ProxyExchange>(m_shared, request, writer, [this](ProxyExchange& over) { handleOver(over); });
  ProxyExchange& started = *exchange;
  m_exchanges.emplace(&started, std::make_unique<Running>(std::move(exchange), request.client->jobs.begin()));
  started.start();
}

void ReverseProxy::handleOver(ProxyExchange& exchange) {
  const auto found = m_exchanges.find(&exchange);
  m_shared.loop.destroyLater(std::move(found->second));
  m_exchanges.erase(found);
}

}  // namespace handlers
