// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// A stream that a proxy made for a client, and that begins with its PROXY header. Behind the header it is the stream
// that it was given.

#pragma once

#include <memory>
#include <string>

#include "server/net/byte_stream.h"
#include "server/net/proxy_header.h"

namespace net {

class ProxiedStream final : public ByteStream {
 public:
  /// Nothing was read from it, and its handshake has not begun.
  explicit ProxiedStream(std::unique_ptr<ByteStream> stream)
      : m_stream(std::move(stream)), m_header(std::make_unique<ProxyHeader>()) {}

  [[nodiscard]] int fd() const override { return m_stream->fd(); }
  /// The header, then what the stream behind it wants.
  HandshakeOutcome handshake() override;
  [[nodiscard]] const SocketAddress* client() const override { return m_client ? &*m_client : nullptr; }
  [[nodiscard]] std::string_view protocol() const override { return m_stream->protocol(); }
  [[nodiscard]] TlsFacts tls() const override { return m_stream->tls(); }
  [[nodiscard]] std::string_view failure() const override {
    return m_failure.empty() ? m_stream->failure() : std::string_view(m_failure);
  }

  ReadResult read(std::span<char> into) override { return m_stream->read(into); }
  [[nodiscard]] bool hasBuffered() const override { return m_stream->hasBuffered(); }
  std::size_t write(std::span<const char> bytes) override { return m_stream->write(bytes); }
  FlushOutcome flush() override { return m_stream->flush(); }
  [[nodiscard]] std::size_t unsent() const override { return m_stream->unsent(); }
  void shutdownWrite() override { m_stream->shutdownWrite(); }

 private:
  HandshakeOutcome readHeader();

  std::unique_ptr<ByteStream> m_stream;
  std::unique_ptr<ProxyHeader> m_header;  ///< null once it was read
  std::optional<SocketAddress> m_client;
  std::string m_failure;
};

}  // namespace net
