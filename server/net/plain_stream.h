// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// A stream without TLS: TCP or a Unix socket.

#pragma once

#include <string>

#include "server/base/unique_fd.h"
#include "server/net/byte_stream.h"
#include "server/net/send_buffer.h"

namespace net {

class PlainStream final : public ByteStream {
 public:
  /// `fd` is connected and non-blocking.
  PlainStream(base::UniqueFd fd, SendBufferPool& pool) : m_fd(std::move(fd)), m_out(pool) {}

  [[nodiscard]] int fd() const override { return m_fd.get(); }
  HandshakeOutcome handshake() override { return HandshakeOutcome::Done; }
  [[nodiscard]] std::string_view protocol() const override { return {}; }
  [[nodiscard]] std::string_view failure() const override { return m_failure; }
  ReadResult read(std::span<char> into) override;
  [[nodiscard]] bool hasBuffered() const override { return m_moreToReceive; }
  std::size_t write(std::span<const char> bytes) override;
  /// Takes all: for TLS records, which are not to be split. Their bound is TlsStream's to keep.
  void append(std::span<const char> bytes) { m_out.append(bytes); }
  FlushOutcome flush() override;
  [[nodiscard]] std::size_t unsent() const override { return m_out.size(); }
  void shutdownWrite() override { m_finWanted = true; }

 private:
  base::UniqueFd m_fd;
  SendBuffer m_out;
  std::string m_failure;
  bool m_moreToReceive = false;  ///< the last receive took all that it had room for
  bool m_finWanted = false;
  bool m_finSent = false;
};

}  // namespace net
