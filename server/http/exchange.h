// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// One request and its answer while they are open: what both protocols' exchanges have in common. Pooled and used again,
// so that a request costs no allocation.

#pragma once

#include <chrono>
#include <utility>

#include "server/base/time.h"
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
  void begin(Counters& counters, base::MonotonicTime now) {
    m_counters = &counters;
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
    if (ExchangeObserver* observer = std::exchange(m_observer, nullptr)) observer->completed();
  }
  void tellAbandoned() {
    if (!over()) return;
    if (ExchangeObserver* observer = std::exchange(m_observer, nullptr)) observer->abandoned();
  }
  [[nodiscard]] bool isOpen() const { return m_counters != nullptr && !m_over; }

 protected:
  /// Makes it as new, with its memory kept.
  void resetExchange() {
    request.method.clear();
    request.target.clear();
    request.authority.clear();
    request.headers.clear();
    request.client = nullptr;
    request.body = this;
    m_observer = nullptr;
    m_counters = nullptr;
    m_over = false;
  }

 private:
  bool over() {
    if (!isOpen()) return false;
    m_over = true;
    add(m_counters->openRequests, -1);
    return true;
  }

  ExchangeObserver* m_observer = nullptr;
  Counters* m_counters = nullptr;
  base::MonotonicTime m_began;
  bool m_over = false;
};

}  // namespace http
