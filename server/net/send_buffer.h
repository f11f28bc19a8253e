// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Bytes gathered for one descriptor, to leave in one send a turn. An empty buffer holds no memory: it borrows from the
// pool of its loop, so that ten thousand idle connections cost nothing here.

#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "server/net/byte_stream.h"

namespace net {

/// The spare memory of one loop's send buffers; outlives its streams. Not for two threads.
class SendBufferPool {
 public:
  SendBufferPool() = default;
  SendBufferPool(const SendBufferPool&) = delete;
  SendBufferPool& operator=(const SendBufferPool&) = delete;

 private:
  friend class SendBuffer;
  static constexpr std::size_t spareAtMost = 64;
  std::vector<std::string> m_spare;
};

class SendBuffer {
 public:
  /// Of what a stream takes, before what TLS adds to it. Eight answers of 10 KiB leave in one send; what is gathered
  /// much beyond that is out of the processor's nearer caches when the kernel copies it.
  static constexpr std::size_t limit = 96 * 1024;

  explicit SendBuffer(SendBufferPool& pool) : m_pool(pool) {}
  SendBuffer(const SendBuffer&) = delete;
  SendBuffer& operator=(const SendBuffer&) = delete;
  ~SendBuffer() { release(); }

  /// Bytes not yet sent.
  [[nodiscard]] std::size_t size() const { return m_bytes.size() - m_sent; }
  /// Takes all; the bound is the caller's to keep.
  void append(std::span<const char> bytes);
  /// Gives the kernel what it takes. Failed: errno says why.
  FlushOutcome sendTo(int fd);

 private:
  void release();

  SendBufferPool& m_pool;
  std::string m_bytes;
  std::size_t m_sent = 0;
};

}  // namespace net
