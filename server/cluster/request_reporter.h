// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// A worker's part of access = "events": tells the master of requests, several a message, and no more of them than a
// person and a panel can take. What is left out is counted.

#pragma once

#include <functional>

#include "server/control/message.h"
#include "server/http/access_observer.h"
#include "server/net/event_loop.h"
#include "server/net/timer.h"

namespace cluster {

class RequestReporter final : public http::AccessObserver {
 public:
  /// Of the whole server; each worker has its part.
  static constexpr int mostPerSecond = 1000;

  RequestReporter(net::EventLoop& loop, int workers, std::function<void(control::RequestsServed)> send);
  ~RequestReporter() { flush(); }

  void requestServed(const http::ServedRequest& served) override;
  void flush();

 private:
  net::EventLoop& m_loop;
  const std::size_t m_mostAtATime;  ///< between two runs of the timer
  std::function<void(control::RequestsServed)> m_send;
  net::Timer m_timer;
  std::size_t m_toldNow = 0;  ///< since the timer ran
  control::RequestsServed m_gathered;
};

}  // namespace cluster
