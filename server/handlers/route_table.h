// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// From the configuration's routes to the handlers that serve them.

#pragma once

#include <sys/types.h>

#include <functional>
#include <memory>

#include "server/config/config.h"
#include "server/handlers/rate_limiter.h"
#include "server/http/request_handler.h"
#include "server/net/event_loop.h"
#include "server/sessions/session_store.h"

namespace handlers {

/// What handlers know of the worker they live in.
struct WorkerContext {
  net::EventLoop& loop;  ///< outlives the router
  int slot = 0;
  pid_t pid = 0;
  int workers = 1;                             ///< asked for in all
  int httpsPort = 0;                           ///< really bound, of the first listener with TLS; 0: there is none
  sessions::SessionStore* sessions = nullptr;  ///< where config::needsSessions; outlives the router
  RateLimiter::Limited limited;                ///< told of each request over a limit
  std::function<void()> crash;                 ///< what a hello route's crash_after does
};

/// All routes behind one handler; anything else is answered 404. The config outlives it.
std::unique_ptr<http::RequestHandler> makeRouter(const config::Config& config, const WorkerContext& context);

}  // namespace handlers
