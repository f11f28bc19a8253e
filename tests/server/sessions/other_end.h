// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The other end of a store's connection, which says, withholds and breaks whatever a test wants. Never waits, so that
// the test's own loop goes on.

#pragma once

#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <QTest>
#include <array>
#include <string>

#include "server/base/unique_fd.h"

class OtherEnd {
 public:
  /// On a Unix socket.
  explicit OtherEnd(const std::string& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.copy(address.sun_path, sizeof address.sun_path - 1);
    listen(reinterpret_cast<const sockaddr*>(&address), sizeof address);
  }
  /// On a port of 127.0.0.1.
  OtherEnd() {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    listen(reinterpret_cast<const sockaddr*>(&address), sizeof address);
  }
  [[nodiscard]] int port() const {
    sockaddr_in address{};
    socklen_t length = sizeof address;
    ::getsockname(m_listener.get(), reinterpret_cast<sockaddr*>(&address), &length);
    return ntohs(address.sin_port);
  }
  /// Takes the next connection, and lets go of the last.
  bool accept() {
    base::UniqueFd next(::accept4(m_listener.get(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
    if (!next) return false;
    m_connection = std::move(next);
    received.clear();
    return true;
  }
  /// How often a word was received on this connection.
  int count(const QByteArray& word) {
    std::array<char, 65536> bytes;
    for (ssize_t got = 0; (got = ::read(m_connection.get(), bytes.data(), bytes.size())) > 0;)
      received.append(bytes.data(), got);
    return static_cast<int>(received.count(word));
  }
  void say(const QByteArray& bytes) const {
    QCOMPARE(::send(m_connection.get(), bytes.constData(), bytes.size(), MSG_NOSIGNAL), bytes.size());
  }
  void hangUp() { m_connection.reset(); }
  void closeAltogether() {
    m_listener.reset();
    m_connection.reset();
  }
  QByteArray received;

 private:
  void listen(const sockaddr* address, socklen_t length) {
    m_listener.reset(::socket(address->sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    if (::bind(m_listener.get(), address, length) != 0) qFatal("bind");
    if (::listen(m_listener.get(), 8) != 0) qFatal("listen");
  }

  base::UniqueFd m_listener;
  base::UniqueFd m_connection;
};
