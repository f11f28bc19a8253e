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
  /// The job counts until the exchange's descriptors are closed, which is at the end of the turn: else the resets of
  /// one turn would open as many as fit into its input.
  struct Running final : net::Destroyable {
    Running(std::unique_ptr<ProxyExchange> begun, http::RunningJobs::Job counted)
        : exchange(std::move(begun)), job(std::move(counted)) {}
    std::unique_ptr<ProxyExchange> exchange;
    http::RunningJobs::Job job;
  };
  void handleOver(ProxyExchange& exchange);

  ProxyShared m_shared;
  std::unordered_map<ProxyExchange*, std::unique_ptr<Running>> m_exchanges;
};

}  // namespace handlers
