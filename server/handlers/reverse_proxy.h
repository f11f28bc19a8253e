// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// A route that an application on another port answers (RFC 9110 3.7, gateway). Decides whether a request goes there at
// all; its way there and back is ProxyExchange's.

#pragma once

#include <memory>
#include <unordered_map>

#include "server/config/config.h"
#include "server/handlers/proxy_exchange.h"
#include "server/http/request_handler.h"

namespace handlers {

class ReverseProxy final : public http::RequestHandler {
 public:
  /// All outlive it.
  ReverseProxy(net::EventLoop& loop, const config::ProxyRoute& route, const config::Config& config);
  ~ReverseProxy() override;

  /// 508 for a request that was here before. What a client left counts among its connection's jobs until the
  /// application has noticed.
  void handle(http::Request& request, http::ResponseWriter& writer) override;

 private:
  struct Running {
    std::unique_ptr<ProxyExchange> exchange;
    http::RunningJobs::Job job;
  };
  void handleOver(ProxyExchange& exchange);

  ProxyShared m_shared;
  std::unordered_map<ProxyExchange*, Running> m_exchanges;
};

}  // namespace handlers
