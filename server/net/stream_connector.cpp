// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// See stream_connector.h.

#include "server/net/stream_connector.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "server/net/plain_stream.h"
#include "server/net/tls_stream.h"

namespace net {

StreamConnector::StreamConnector(EventLoop& loop, SendBufferPool& buffers, StreamTarget target, Resolver* resolver,
                                 const TlsClientContext* tls, Connected connected)
    : m_loop(loop), m_buffers(buffers), m_target(std::move(target)), m_tls(tls), m_connected(std::move(connected)) {
  if (m_target.port == 0)
    connectToUnixSocket();
  else if (resolver == nullptr)
    fail("names cannot be looked up");
  else
    m_query = resolver->lookUp(m_target.host, m_target.port,
                               [this](const Resolution& resolution) { handleAddresses(resolution); });
}

StreamConnector::~StreamConnector() = default;

void StreamConnector::handleAddresses(const Resolution& resolution) {
  m_addresses = resolution;
  if (!resolution.failure.empty())
    fail("the name has no address: " + resolution.failure);
  else
    connectToNext();
}

void StreamConnector::connectToUnixSocket() {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, m_target.host.c_str(), std::min(m_target.host.size(), sizeof address.sun_path - 1));
  if (!beginConnecting(reinterpret_cast<const sockaddr*>(&address), sizeof address, AF_UNIX))
    fail(base::errnoText(errno));
}

/// Every address of the name in turn: "localhost" is two, and most programs listen on one.
void StreamConnector::connectToNext() {
  int error = ECONNREFUSED;
  while (m_nextAddress < m_addresses.addresses.size()) {
    const ResolvedAddress& each = m_addresses.addresses[m_nextAddress++];
    if (beginConnecting(reinterpret_cast<const sockaddr*>(&each.storage), each.length, each.storage.ss_family)) return;
    error = errno;
  }
  fail(base::errnoText(error));
}

bool StreamConnector::beginConnecting(const sockaddr* address, socklen_t length, int family) {
  m_watch.stop();
  m_socket.reset(::socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!m_socket) return false;
  const int one = 1;
  if (family != AF_UNIX) ::setsockopt(m_socket.get(), IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  if (::connect(m_socket.get(), address, length) != 0 && errno != EINPROGRESS) return false;
  // Told also where it is connected already: an edge comes with the registration.
  auto watch = m_loop.watch(m_socket.get(), EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET, *this);
  if (!watch) return false;
  m_watch = std::move(*watch);
  return true;
}

void StreamConnector::handleReady(std::uint32_t events) {
  if (m_ended) return;
  if (m_stream == nullptr) {
    if ((events & (EPOLLOUT | EPOLLERR | EPOLLHUP)) == 0) return;
    finishConnecting();
  }
  if (m_stream == nullptr) return;
  if ((events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0) m_hangUp = true;
  shakeHands();
}

void StreamConnector::finishConnecting() {
  int error = 0;
  socklen_t length = sizeof error;
  ::getsockopt(m_socket.get(), SOL_SOCKET, SO_ERROR, &error, &length);
  if (error != 0) {
    if (m_nextAddress < m_addresses.addresses.size()) return connectToNext();
    return fail(base::errnoText(error));
  }
  if (m_target.secure)
    m_stream = std::make_unique<TlsStream>(std::move(m_socket),
                                           m_tls == nullptr ? nullptr : m_tls->newConnection(m_target.host), m_buffers);
  else
    m_stream = std::make_unique<PlainStream>(std::move(m_socket), m_buffers);
}

void StreamConnector::shakeHands() {
  const HandshakeOutcome outcome = m_stream->handshake();
  if (outcome == HandshakeOutcome::Done) return end();
  if (outcome == HandshakeOutcome::WouldBlock) {
    if (m_stream->flush() == FlushOutcome::Failed || m_hangUp) fail("the connection ended in the TLS handshake");
    return;
  }
  m_stream->flush();  // the alert that says why
  fail(std::string(m_stream->failure()));
}

void StreamConnector::fail(std::string reason) {
  m_failure = reason.empty() ? "the TLS handshake failed" : std::move(reason);
  end();
}

/// Told at the end of the turn: never from inside the constructor, and with nothing of ours left to do.
void StreamConnector::end() {
  m_ended = true;
  m_watch.stop();
  m_loop.defer(*this);
}

void StreamConnector::runDeferred() {
  m_query.reset();
  if (!m_failure.empty()) m_stream.reset();
  const Connected connected = std::move(m_connected);
  connected(std::move(m_stream), std::move(m_failure));
}

}  // namespace net
