// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Handlers that prove what the handler border carries, beyond a page: a body echoed as it comes, events without end,
// and a duplex stream after an upgrade. None of them holds more than it was given.

#pragma once

#include <memory>
#include <vector>

#include "server/http/request_handler.h"
#include "server/net/event_loop.h"

/// Answers with the request's body, pulled from the client as the client takes it back.
class EchoHandler final : public http::RequestHandler {
 public:
  void handle(http::Request& request, http::ResponseWriter& writer) override;
};

/// Server-sent events: one at once, and one each time sendEvent() or the interval says so, until the client leaves.
class EventsHandler final : public http::RequestHandler {
 public:
  class Source;
  EventsHandler() = default;
  EventsHandler(net::EventLoop& loop, base::Milliseconds interval);
  ~EventsHandler() override;
  void handle(http::Request& request, http::ResponseWriter& writer) override;
  void sendEvent();
  [[nodiscard]] std::size_t listeners() const { return m_sources.size(); }

 private:
  friend class Source;
  std::vector<Source*> m_sources;
  std::unique_ptr<net::Timer> m_timer;
  base::Milliseconds m_interval{};
};

/// 101, then every byte comes back: the shape of WebSocket. 426 without "Upgrade: echo".
class UpgradeHandler final : public http::RequestHandler {
 public:
  void handle(http::Request& request, http::ResponseWriter& writer) override;
};
