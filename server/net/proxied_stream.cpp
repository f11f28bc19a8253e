// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// See proxied_stream.h.

#include "server/net/proxied_stream.h"

#include <sys/socket.h>

#include <cerrno>

#include "server/base/error.h"

namespace net {

HandshakeOutcome ProxiedStream::handshake() {
  if (m_header != nullptr) {
    if (const HandshakeOutcome outcome = readHeader(); outcome != HandshakeOutcome::Done) return outcome;
    m_header.reset();
  }
  return m_stream->handshake();
}

HandshakeOutcome ProxiedStream::readHeader() {
  for (;;) {
    const std::span<char> room = m_header->room();
    const ssize_t received = ::recv(fd(), room.data(), room.size(), 0);
    if (received < 0 && errno == EINTR) continue;
    if (received < 0 && errno == EAGAIN) return HandshakeOutcome::WouldBlock;
    if (received <= 0) {
      m_failure = received == 0 ? "the end came before the PROXY header was whole" : base::errnoText(errno);
      return HandshakeOutcome::Failed;
    }
    switch (m_header->take(static_cast<std::size_t>(received))) {
      case ProxyHeader::Outcome::More:
        break;
      case ProxyHeader::Outcome::Done:
        m_client = m_header->client();
        return HandshakeOutcome::Done;
      case ProxyHeader::Outcome::Refused:
        m_failure = m_header->refusal();
        return HandshakeOutcome::Failed;
    }
  }
}

}  // namespace net
