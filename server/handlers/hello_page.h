// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The answer to anything: a greeting that names the worker it came from. Built once; each request only gets a copy.

#pragma once

#include <sys/types.h>

#include <functional>
#include <optional>
#include <string>

#include "server/config/config.h"
#include "server/http/request_handler.h"
#include "server/net/event_loop.h"

namespace handlers {

class HelloPage final : public http::RequestHandler {
 public:
  HelloPage(const config::HelloRoute& route, int workers, int slot, pid_t pid);

  /// Calls `crash` once, that long after the first answer, where the route asks for it. `loop` outlives this.
  void crashAfterFirstAnswer(net::EventLoop& loop, std::function<void()> crash);

  /// GET and HEAD; 405 otherwise. Who does not ask for text/html gets the bare lines.
  void handle(http::Request& request, http::ResponseWriter& writer) override;

 private:
  http::Headers m_greetingHeaders;
  http::Headers m_pageHeaders;
  std::string m_greeting;  ///< what matters, for programs and terminals
  std::string m_page;      ///< the same dressed for a browser, and why reloading shows the same worker
  std::optional<base::Milliseconds> m_crashAfter;
  std::optional<net::Timer> m_crashTimer;
};

}  // namespace handlers
