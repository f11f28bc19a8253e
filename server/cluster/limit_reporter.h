// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Tells the master of requests over a rate limit: many at a time, and seldom, as whoever makes too many requests must
// not make too many events of them.

#pragma once

#include <functional>

#include "server/config/rate_limit.h"
#include "server/control/message.h"
#include "server/http/request.h"
#include "server/net/event_loop.h"
#include "server/net/timer.h"

namespace cluster {

class LimitReporter {
 public:
  /// After the first one it is told what came with it, then at most once a minute.
  static constexpr base::Milliseconds firstDelay{1000};
  static constexpr base::Milliseconds interval{60'000};

  /// `loop` outlives it.
  LimitReporter(net::EventLoop& loop, std::function<void(const control::WorkerMessage&)> send);
  ~LimitReporter() { flush(); }

  void add(const http::Request& request, const config::RateLimit& limit);
  void flush();

 private:
  void handleTime();

  std::function<void(const control::WorkerMessage&)> m_send;
  net::Timer m_timer;
  control::RequestsLimited m_gathered;
};

}  // namespace cluster
