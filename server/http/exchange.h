// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// One request and its answer while they are open: what both protocols' exchanges have in common. Pooled and used again,
// so that a request costs no allocation.

#pragma once

#include <chrono>
#include <utility>

#include "server/base/time.h"
#include "server/http/access_observer.h"
#include "server/http/counters.h"
#include "server/http/request_handler.h"

namespace http {

class Exchange : public RequestBody, public ResponseWriter {
 public:
  Exchange() = default;
  Exchange(const Exchange&) = delete;
  Exchange& operator=(const Exchange&) = delete;
  virtual ~Exchange() = default;

  Request request;

  void observe(ExchangeObserver* observer) final { m_observer = observer; }

  /// From the head on: counted as open until over() is called, once.
  void begin(Counters& counters, base::MonotonicTime now, AccessObserver* access = nullptr) {
    m_counters = &counters;
    m_access = access;
    m_began = now;
    add(counters.openRequests, 1);
  }
  void tellReadable() {
    if (m_observer != nullptr) m_observer->bodyReadable();
  }
  void tellClientEnded() {
    if (m_observer != nullptr) m_observer->clientEnded();
  }
  /// The answer is whole. Later calls, and tellAbandoned(), do nothing.
  void tellCompleted(base::MonotonicTime now) {
    if (!over()) return;
    add(m_counters->requests, 1);
    addLatency(*m_counters, now - m_began);
    if (m_status >= 100 && m_status < 600) add(m_counters->answers[static_cast<std::size_t>(m_status / 100 - 1)], 1);
    tellServed();
    if (ExchangeObserver* observer = std::exchange(m_observer, nullptr)) observer->completed();
  }
  void tellAbandoned() {
    if (!over()) return;
    tellServed();
    if (ExchangeObserver* observer = std::exchange(m_observer, nullptr)) observer->abandoned();
  }
  [[nodiscard]] bool isOpen() const { return m_counters != nullptr && !m_over; }

 protected:
  /// With the fields that the route adds, in place of those of the same name. Good until the next call.
  const Headers& withRouteFields(const Headers& headers) {
    if (request.answerFields == nullptr) return headers;
    m_merged = headers;
    for (const Header field : *request.answerFields) m_merged.set(field.name, field.value);
    if (headers.isSendable()) m_merged.declareSendable();  // the route's are
    return m_merged;
  }
  /// Makes it as new, with its memory kept.
  void resetExchange() {
    request.method.clear();
    request.target.clear();
    request.authority.clear();
    request.headers.clear();
    request.received.clear();
    request.answerFields = nullptr;
    request.client = nullptr;
    request.body = this;
    m_observer = nullptr;
    m_counters = nullptr;
    m_access = nullptr;
    m_status = 0;
    m_bodyBytes = 0;
    m_over = false;
  }

  /// The answer's head has left the handler.
  void noteAnswer(int status) { m_status = status; }
  void noteBody(std::size_t bytes) { m_bodyBytes += bytes; }

 private:
  void tellServed() const {
    // Nobody was answered who never sent a whole request.
    if (m_access != nullptr && !request.method.empty())
      m_access->requestServed({request, m_status, m_bodyBytes, m_began});
  }
  bool over() {
    if (!isOpen()) return false;
    m_over = true;
    add(m_counters->openRequests, -1);
    return true;
  }

  Headers m_merged;
  ExchangeObserver* m_observer = nullptr;
  Counters* m_counters = nullptr;
  AccessObserver* m_access = nullptr;
  base::MonotonicTime m_began;
  int m_status = 0;
  std::uint64_t m_bodyBytes = 0;
  bool m_over = false;
};

}  // namespace http
