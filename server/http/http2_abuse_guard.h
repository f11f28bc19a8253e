// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Counts what an HTTP/2 client makes us do for nothing, where nghttp2 does not, and says when it is too much: the
// answer is GOAWAY(ENHANCE_YOUR_CALM). Knows no clock and no library; each note returns false once its limit is passed.

#pragma once

#include <algorithm>
#include <cstdint>

#include "server/base/time.h"

namespace http {

class Http2AbuseGuard {
 public:
  explicit Http2AbuseGuard(int streams) : m_mostRefused(std::max(100, streams)) {}

  /// Resets that we send: a client can make us send them as fast as it resets streams itself (CVE-2025-8671).
  bool noteResetSent(base::MonotonicTime now) { return m_resetsSent.note(now, 200); }
  /// Resets by the client of requests that are not answered yet (CVE-2023-44487).
  bool noteResetReceived(base::MonotonicTime now) { return m_resetsReceived.note(now, 1000); }
  /// A stream over the limit, refused.
  bool noteRefused() { return ++m_refused <= m_mostRefused; }
  /// A frame that is invalid, unknown, or says nothing.
  bool noteIgnored() { return ++m_ignored <= 1000 + m_requests; }
  /// A header block in more pieces than an honest one needs (CVE-2024-27316).
  bool noteHeadFrame(bool continued) { return (m_continuations = continued ? m_continuations + 1 : 0) <= 8; }
  void noteRequest() { ++m_requests; }
  /// All bytes received, against those that are requests and bodies, in both directions.
  bool noteReceived(std::uint64_t bytes) {
    m_received += bytes;
    const std::uint64_t control = m_received - std::min(m_payloadIn, m_received);
    return control <= 8 * (m_payloadIn + m_payloadOut) + 1024 * 1024;
  }
  void notePayloadIn(std::uint64_t bytes) { m_payloadIn += bytes; }
  void notePayloadOut(std::uint64_t bytes) { m_payloadOut += bytes; }

 private:
  class Rate {
   public:
    bool note(base::MonotonicTime now, int most) {
      constexpr std::chrono::seconds window{10};
      if (now - m_since >= window) {
        m_since = now;
        m_count = 0;
      }
      return ++m_count <= most;
    }

   private:
    base::MonotonicTime m_since{};
    int m_count = 0;
  };

  Rate m_resetsSent;
  Rate m_resetsReceived;
  int m_mostRefused;
  int m_refused = 0;
  int m_continuations = 0;
  std::int64_t m_ignored = 0;
  std::int64_t m_requests = 0;
  std::uint64_t m_received = 0;
  std::uint64_t m_payloadIn = 0;
  std::uint64_t m_payloadOut = 0;
};

}  // namespace http
