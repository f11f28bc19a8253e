// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Sharing one accept queue between loops. The kernel wakes one loop a connection (EPOLLEXCLUSIVE), the one longest in
// the list first, and wakes no second one when that one does not take it.

#include "server/net/acceptor.h"

#include <sys/socket.h>

#include <cerrno>
#include <utility>

namespace net {

namespace {

/// A burst is taken in parts, so that open connections are served in between and other loops get their share.
constexpr int acceptsPerTurn = 8;
constexpr int acceptsPerJoin = 16;

/// What says something about the one connection only (accept(2)).
bool concernsOneConnection(int number) {
  switch (number) {
    case ECONNABORTED:
    case EINTR:
    case EPROTO:
    case ENETDOWN:
    case ENOPROTOOPT:
    case EHOSTDOWN:
    case ENONET:
    case EHOSTUNREACH:
    case EOPNOTSUPP:
    case ENETUNREACH:
    case EPERM:
      return true;
    default:
      return false;
  }
}

}  // namespace

Acceptor::Acceptor(EventLoop& loop, int listeningFd, AcceptorCallbacks callbacks)
    : m_loop(loop),
      m_listeningFd(listeningFd),
      m_callbacks(std::move(callbacks)),
      m_pause(loop, [this] { returnAfterPause(); }) {}

base::Result<void> Acceptor::start() {
  if (m_started) return {};
  m_pause.stop();
  m_resting = false;
  auto joined = join();
  m_started = joined.has_value();
  return joined;
}

void Acceptor::stop() {
  if (!m_started) return;
  m_started = false;
  m_pause.stop();
  m_watch.stop();
  if (!m_resting) acceptAll();
}

void Acceptor::rest() {
  m_resting = true;
  m_pause.stop();
  m_watch.stop();
}

void Acceptor::resume() {
  if (!std::exchange(m_resting, false) || !m_started) return;
  if (!join()) leaveFor(failurePause);
}

void Acceptor::handleReady(std::uint32_t) {
  const Queue queue = acceptSome();
  if (!m_watch) return;  // stopped by a callback, or out for a pause
  const bool isTurnOver = m_acceptedSinceJoining >= acceptsPerJoin;
  if (isTurnOver && m_callbacks.isAhead && m_callbacks.isAhead()) {
    // What is in the queue came while this loop was awake, so it woke others; after 5 ms we look again in any case.
    leaveFor(holdBackTime);
  } else if (queue == Queue::Empty && m_callbacks.holdsBack && m_callbacks.holdsBack()) {
    leaveFor(holdBackTime);
    acceptAll();
  } else if (isTurnOver) {
    m_watch.stop();
    if (!join()) leaveFor(failurePause);
  }
}

Acceptor::Queue Acceptor::acceptSome() {
  for (int i = 0; i < acceptsPerTurn; ++i) {
    sockaddr_storage client{};
    socklen_t length = sizeof client;
    base::UniqueFd fd(
        ::accept4(m_listeningFd, reinterpret_cast<sockaddr*>(&client), &length, SOCK_NONBLOCK | SOCK_CLOEXEC));
    if (fd) {
      ++m_acceptedSinceJoining;
      m_callbacks.accepted(std::move(fd), socketAddress(client));
      if (m_resting) return Queue::Left;
      continue;
    }
    const int number = errno;
    if (number == EAGAIN) return Queue::Empty;
    if (concernsOneConnection(number)) continue;
    // The connection stays in the queue and the descriptor stays readable: waiting for it now would be a spin.
    leaveFor(failurePause);
    if (m_callbacks.failed) m_callbacks.failed(number);
    return Queue::Left;
  }
  return Queue::More;
}

void Acceptor::acceptAll() {
  while (acceptSome() == Queue::More) {
  }
}

base::Result<void> Acceptor::join() {
  auto watch = m_loop.watch(m_listeningFd, EPOLLIN | EPOLLEXCLUSIVE, *this);
  if (!watch) return base::failure(watch.error());
  m_watch = std::move(*watch);
  m_acceptedSinceJoining = 0;
  return {};
}

void Acceptor::leaveFor(base::Milliseconds time) {
  m_watch.stop();
  m_pause.startIn(time);
}

void Acceptor::returnAfterPause() {
  if (!m_started) {
    acceptAll();  // what could not be taken when it was stopped
  } else if (!join()) {
    leaveFor(failurePause);
  }
}

}  // namespace net
