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

  /// 508 for a request that was here before; 503 where one client's connection has more running than streams are
  /// allowed twice: those that it left count until the application has noticed.
  void handle(http::Request& request, http::ResponseWriter& writer) override;

 private:
  void handleOver(ProxyExchange& exchange, const http::Client* client);

  ProxyShared m_shared;
  int m_mostJobs;
  std::unordered_map<const http::Client*, int> m_jobs;  ///< by connection
  std::unordered_map<ProxyExchange*, std::unique_ptr<ProxyExchange>> m_exchanges;
};

}  // namespace handlers
