// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT

#include "server/cluster/request_reporter.h"

#include <algorithm>

#include "server/http/access_line.h"

namespace cluster {

namespace {

constexpr base::Milliseconds interval{100};
constexpr std::size_t mostInMessage = 32;
constexpr std::size_t longestText = 512;  ///< 32 of them, escaped, fit a message

std::size_t partOf(int workers) {
  constexpr std::size_t perInterval = RequestReporter::mostPerSecond / 10;
  return std::max<std::size_t>(perInterval / static_cast<std::size_t>(std::max(workers, 1)), 1);
}

}  // namespace

RequestReporter::RequestReporter(net::EventLoop& loop, int workers, std::function<void(control::RequestsServed)> send)
    : m_loop(loop), m_mostAtATime(partOf(workers)), m_send(std::move(send)), m_timer(loop, [this] {
        flush();
        m_toldNow = 0;
      }) {}

void RequestReporter::requestServed(const http::ServedRequest& served) {
  if (!m_timer.isRunning()) m_timer.startIn(interval);
  if (m_toldNow == m_mostAtATime) {
    ++m_gathered.leftOut;
    return;
  }
  ++m_toldNow;
  // Before this one comes: there is always one left to carry how many were left out.
  if (m_gathered.requests.size() == mostInMessage) flush();
  const http::Request& request = served.request;
  const auto lasted = std::chrono::duration_cast<std::chrono::microseconds>(m_loop.now() - served.began);
  m_gathered.requests.push_back(
      {.method = request.method.substr(0, longestText),
       .target = (request.received.empty() ? request.target : request.received).substr(0, longestText),
       .protocol = std::string(http::versionText(request.version)),
       .client = request.client == nullptr ? std::string() : request.client->address,
       .status = served.status,
       .bytes = static_cast<std::int64_t>(served.bytes),
       .durationUs = std::max<std::int64_t>(lasted.count(), 0)});
}

void RequestReporter::flush() {
  if (m_gathered.requests.empty()) return;
  m_send(std::exchange(m_gathered, {}));
}

}  // namespace cluster
