// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// See limit_reporter.h.

#include "server/cluster/limit_reporter.h"

#include <utility>

namespace cluster {

LimitReporter::LimitReporter(net::EventLoop& loop, std::function<void(const control::WorkerMessage&)> send)
    : m_send(std::move(send)), m_timer(loop, [this] { handleTime(); }) {}

void LimitReporter::add(const http::Request& request, const config::RateLimit& limit) {
  ++m_gathered.count;
  m_gathered.client = request.client->address;
  m_gathered.path = limit.path;
  if (!m_timer.isRunning()) m_timer.startIn(firstDelay);
}

void LimitReporter::handleTime() {
  // A minute without any: the next one is a first one again.
  if (m_gathered.count == 0) return;
  flush();
  m_timer.startIn(interval);
}

void LimitReporter::flush() {
  if (m_gathered.count > 0) m_send(std::exchange(m_gathered, {}));
}

}  // namespace cluster
