// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// See backend_connection.h.

#include "server/handlers/backend_connection.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "server/http/status.h"

namespace handlers {

namespace {

constexpr std::size_t mostWaiting = 64 * 1024;  ///< a direction
constexpr std::size_t smallestRead = 4 * 1024;

}  // namespace

BackendConnection::BackendConnection(net::EventLoop& loop, const config::BackendAddress& address, std::size_t backend)
    : m_loop(loop), m_address(address), m_backend(backend) {}

BackendConnection::~BackendConnection() = default;

void BackendConnection::connect(net::Resolver* resolver, const net::TlsClientContext* tls) {
  m_connector = std::make_unique<net::StreamConnector>(
      m_loop, m_sendBuffers,
      net::StreamTarget{m_address.host, m_address.port, m_address.kind == config::BackendAddress::Kind::Https},
      resolver, tls, [this](std::unique_ptr<net::ByteStream> stream, std::string failure) {
        handleConnected(std::move(stream), std::move(failure));
      });
}

void BackendConnection::handleConnected(std::unique_ptr<net::ByteStream> stream, std::string failure) {
  m_connector.reset();
  if (stream != nullptr) {
    // An edge comes with the registration, whatever came before it.
    auto watch = m_loop.watch(stream->fd(), EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET, *this);
    if (watch)
      m_watch = std::move(*watch);
    else
      failure = watch.error().sentence;
  }
  m_state = failure.empty() ? State::Open : State::Failed;
  m_failure = std::move(failure);
  if (m_state == State::Open) m_stream = std::move(stream);
  m_readable = true;  // what came with the handshake's last bytes
  if (m_user != nullptr) m_user->backendChanged();
}

void BackendConnection::handleReady(std::uint32_t events) {
  if ((events & (EPOLLIN | EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0) m_readable = true;
  if ((events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0) m_hangUp = true;
  if (m_user != nullptr) m_user->backendChanged();
}

std::string BackendConnection::whyUnreachable() const {
  const std::string name = http::escapeHtml(m_address.text);
  const std::string reason = http::escapeHtml(m_failure);
  if (m_address.kind == config::BackendAddress::Kind::Https && reason.find("certificate") != std::string::npos)
    return fmt::format("No trusted connection with {}: {}.", name, reason);
  return fmt::format("Nothing answers at {}: {}. Is your app running?", name, reason);
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
