// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// TLS over a socket. Ciphertext is gathered and leaves in one send a flush. An idle stream holds what OpenSSL needs to
// remember, and no buffers.

#pragma once

#include <string>

#include "server/net/byte_stream.h"
#include "server/net/tls_context.h"
#include "server/net/tls_transport.h"

namespace net {

class TlsStream final : public ByteStream {
 public:
  /// The server's side; `fd` is connected and non-blocking. `context` may end before this.
  TlsStream(base::UniqueFd fd, const TlsContext& context, SendBufferPool& pool);
  /// The client's side, as TlsClientContext made it; may be null, and fails then.
  TlsStream(base::UniqueFd fd, certificates::SslPointer client, SendBufferPool& pool);

  [[nodiscard]] int fd() const override { return m_transport.socket().fd(); }
  HandshakeOutcome handshake() override;
  [[nodiscard]] std::string_view protocol() const override;
  [[nodiscard]] TlsFacts tls() const override;
  [[nodiscard]] std::string_view failure() const override { return m_failure; }

  ReadResult read(std::span<char> into) override;
  [[nodiscard]] bool hasBuffered() const override;
  std::size_t write(std::span<const char> bytes) override;
  FlushOutcome flush() override;
  [[nodiscard]] std::size_t unsent() const override { return m_transport.socket().unsent(); }
  void shutdownWrite() override;

 private:
  enum class State { Handshake, Open, PlainHttp, Failed };
  void useTransport();
  HandshakeOutcome endHandshake();
  ReadResult readPlain(std::span<char> into);
  void fail(std::string reason);
  void learnFacts();

  TlsTransport m_transport;  // outlives m_ssl, which refers to it
  certificates::SslPointer m_ssl;
  State m_state = State::Handshake;
  std::string m_failure;
  std::string m_serverName;
  std::string m_certificateName;
  std::string m_firstBytes;  ///< with PlainHttp: read, and not yet taken
};

}  // namespace net
