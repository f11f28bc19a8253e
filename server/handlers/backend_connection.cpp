// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// See backend_connection.h.

#include "server/handlers/backend_connection.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "server/net/plain_stream.h"
#include "server/net/tls_stream.h"

namespace handlers {

namespace {

constexpr std::size_t mostWaiting = 64 * 1024;  ///< a direction
constexpr std::size_t smallestRead = 4 * 1024;

}  // namespace

BackendConnection::BackendConnection(net::EventLoop& loop, const config::BackendAddress& address, std::size_t backend)
    : m_loop(loop), m_address(address), m_backend(backend), m_later(loop, [this] {
        if (m_user != nullptr) m_user->backendChanged();
      }) {}

BackendConnection::~BackendConnection() = default;

void BackendConnection::connect(net::Resolver* resolver, const net::TlsClientContext* tls) {
  m_tls = tls;
  if (m_address.kind == config::BackendAddress::Kind::Unix) return connectToUnixSocket();
  if (resolver == nullptr) return fail("names cannot be looked up");
  m_query = resolver->lookUp(m_address.host, m_address.port,
                             [this](const net::Resolution& resolution) { handleAddresses(resolution); });
}

void BackendConnection::handleAddresses(const net::Resolution& resolution) {
  m_addresses = resolution;
  if (!resolution.failure.empty())
    fail("the name has no address: " + resolution.failure);
  else
    connectToNext();
}

void BackendConnection::connectToUnixSocket() {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, m_address.host.c_str(), std::min(m_address.host.size(), sizeof address.sun_path - 1));
  if (!beginConnecting(reinterpret_cast<const sockaddr*>(&address), sizeof address, AF_UNIX))
    fail(base::errnoText(errno));
}

/// Every address of the name in turn: "localhost" is two, and most applications listen on one.
void BackendConnection::connectToNext() {
  int error = ECONNREFUSED;
  while (m_nextAddress < m_addresses.addresses.size()) {
    const net::ResolvedAddress& each = m_addresses.addresses[m_nextAddress++];
    if (beginConnecting(reinterpret_cast<const sockaddr*>(&each.storage), each.length, each.storage.ss_family)) return;
    error = errno;
  }
  fail(base::errnoText(error));
}

bool BackendConnection::beginConnecting(const sockaddr* address, socklen_t length, int family) {
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

void BackendConnection::handleReady(std::uint32_t events) {
  if (m_state == State::Failed) return;
  if (m_stream == nullptr) {
    if ((events & (EPOLLOUT | EPOLLERR | EPOLLHUP)) == 0) return;
    finishConnecting();
  }
  if ((events & (EPOLLIN | EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0) m_readable = true;
  if (m_stream != nullptr && (events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0) m_hangUp = true;
  if (m_stream != nullptr && m_state == State::Connecting) shakeHands();
  if (m_state != State::Connecting && m_user != nullptr) m_user->backendChanged();
}

void BackendConnection::finishConnecting() {
  int error = 0;
  socklen_t length = sizeof error;
  ::getsockopt(m_socket.get(), SOL_SOCKET, SO_ERROR, &error, &length);
  if (error != 0) {
    if (m_nextAddress < m_addresses.addresses.size()) return connectToNext();
    return fail(base::errnoText(error));
  }
  if (m_address.kind != config::BackendAddress::Kind::Https)
    m_stream = std::make_unique<net::PlainStream>(std::move(m_socket), m_sendBuffers);
  else
    m_stream = std::make_unique<net::TlsStream>(
        std::move(m_socket), m_tls == nullptr ? nullptr : m_tls->newConnection(m_address.host), m_sendBuffers);
}

void BackendConnection::shakeHands() {
  const net::HandshakeOutcome outcome = m_stream->handshake();
  if (outcome == net::HandshakeOutcome::Done) {
    m_state = State::Open;
    m_readable = true;  // what came with the handshake's last bytes
  } else if (outcome == net::HandshakeOutcome::WouldBlock) {
    if (m_stream->flush() == net::FlushOutcome::Failed || m_hangUp) fail("the connection ended in the TLS handshake");
  } else {
    m_stream->flush();  // the alert that says why
    fail(std::string(m_stream->failure()));
  }
}

void BackendConnection::fail(std::string reason) {
  m_state = State::Failed;
  m_failure = std::move(reason);
  m_watch.stop();
  m_query.reset();
  tellLater();
}

/// Never from inside connect(), whose caller still has it to itself.
void BackendConnection::tellLater() {
  m_later.startIn(base::Milliseconds(0));
}

void BackendConnection::markReused() {
  m_reused = true;
  m_input = http::Buffer();
  m_output = http::Buffer();
}

bool BackendConnection::hasRoom() const {
  return m_state == State::Open && m_output.size() + m_stream->unsent() < mostWaiting / 2;
}

bool BackendConnection::flush() {
  if (m_state != State::Open) return m_state == State::Connecting;
  for (;;) {
    if (!m_output.empty()) m_output.consume(m_stream->write(m_output.view()));
    if (m_output.empty() && m_endWanted && !std::exchange(m_endSent, true)) m_stream->shutdownWrite();
    switch (m_stream->flush()) {
      case net::FlushOutcome::WouldBlock:
        return true;
      case net::FlushOutcome::Failed:
        m_failure = m_stream->failure();
        return false;
      case net::FlushOutcome::Done:
        if (m_output.empty()) return true;
    }
  }
}

bool BackendConnection::isQuiet() {
  m_readable = true;
  return m_input.empty() && fill() == net::ReadOutcome::WouldBlock;
}

net::ReadOutcome BackendConnection::fill() {
  if (m_state != State::Open) return net::ReadOutcome::Failed;
  if (!m_readable || m_input.size() >= mostWaiting) return net::ReadOutcome::WouldBlock;
  const std::size_t room = std::max(smallestRead, mostWaiting - m_input.size());
  const net::ReadResult got = m_stream->read(m_input.prepare(room).first(room));
  if (got.outcome == net::ReadOutcome::Data) {
    m_input.commit(got.bytes);
    m_readable = m_hangUp || m_stream->hasBuffered();
    return got.outcome;
  }
  if (got.outcome == net::ReadOutcome::WouldBlock) m_readable = false;
  if (got.outcome == net::ReadOutcome::Failed) m_failure = m_stream->failure();
  return got.outcome;
}

}  // namespace handlers
