// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// See scripted_backend.h.

#include "tests/integration/scripted_backend.h"

#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstring>

namespace {

/// False: the other side is gone.
bool sendAll(int fd, const QByteArray& bytes) {
  for (qsizetype sent = 0; sent < bytes.size();) {
    const ssize_t count =
        ::send(fd, bytes.constData() + sent, static_cast<std::size_t>(bytes.size() - sent), MSG_NOSIGNAL);
    if (count <= 0) return false;
    sent += count;
  }
  return true;
}

bool receiveSome(int fd, QByteArray& into) {
  std::array<char, 16'384> buffer{};
  const ssize_t count = ::recv(fd, buffer.data(), buffer.size(), 0);
  if (count > 0) into.append(buffer.data(), count);
  return count > 0;
}

void reset(int fd) {
  const linger atOnce{.l_onoff = 1, .l_linger = 0};
  ::setsockopt(fd, SOL_SOCKET, SO_LINGER, &atOnce, sizeof atOnce);
}

qsizetype bodyLength(const QByteArray& head) {
  const qsizetype at = head.toLower().indexOf("content-length: ");
  return at < 0 ? 0 : head.mid(at + 16, head.indexOf("\r\n", at) - at - 16).toLongLong();
}

}  // namespace

ScriptedBackend::ScriptedBackend(const QByteArray& path) {
  sockaddr_in internet{};
  internet.sin_family = AF_INET;
  internet.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  sockaddr_un local{};
  local.sun_family = AF_UNIX;
  std::memcpy(local.sun_path, path.constData(), static_cast<std::size_t>(path.size()));
  const bool isLocal = !path.isEmpty();
  const auto* const address = isLocal ? reinterpret_cast<sockaddr*>(&local) : reinterpret_cast<sockaddr*>(&internet);
  socklen_t length = isLocal ? sizeof local : sizeof internet;
  m_listener.reset(::socket(isLocal ? AF_UNIX : AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  ::bind(m_listener.get(), address, length);
  ::listen(m_listener.get(), 64);
  if (!isLocal) {
    ::getsockname(m_listener.get(), reinterpret_cast<sockaddr*>(&internet), &length);
    m_port = ntohs(internet.sin_port);
  }
  m_accepting = std::thread([this] { accept(); });
}

ScriptedBackend::~ScriptedBackend() {
  ::shutdown(m_listener.get(), SHUT_RDWR);
  m_accepting.join();
  closeAll();
  for (std::thread& each : m_threads) each.join();
}

void ScriptedBackend::answer(const QByteArray& bytes, Then then) {
  const std::scoped_lock lock(m_mutex);
  m_answer = bytes;
  m_then = then;
}

void ScriptedBackend::closeAll() {
  const std::scoped_lock lock(m_mutex);
  for (const int fd : m_open) ::shutdown(fd, SHUT_RDWR);
}

QList<QByteArray> ScriptedBackend::heads() const {
  const std::scoped_lock lock(m_mutex);
  return m_heads;
}

void ScriptedBackend::forget() {
  const std::scoped_lock lock(m_mutex);
  m_heads.clear();
  m_connections = 0;
  m_left = 0;
}

void ScriptedBackend::accept() {
  for (;;) {
    const int fd = ::accept4(m_listener.get(), nullptr, nullptr, SOCK_CLOEXEC);
    if (fd < 0) return;
    const std::scoped_lock lock(m_mutex);
    ++m_connections;
    m_open.push_back(fd);
    m_threads.emplace_back([this, fd] { serve(fd); });
  }
}

bool ScriptedBackend::readRequest(int fd, QByteArray& input) {
  while (!input.contains("\r\n\r\n")) {
    if (!receiveSome(fd, input)) return false;
  }
  const qsizetype end = input.indexOf("\r\n\r\n") + 4;
  const QByteArray head = input.first(end);
  {
    const std::scoped_lock lock(m_mutex);
    m_heads.append(head);
  }
  if (m_impatient) {
    input.remove(0, end);
    return true;
  }
  while (input.size() < end + bodyLength(head)) {
    if (!receiveSome(fd, input)) return false;
  }
  input.remove(0, end + bodyLength(head));
  return true;
}

void ScriptedBackend::serve(int fd) {
  QByteArray input;
  Then then = Then::Listen;
  while (then == Then::Listen) {
    if (!readRequest(fd, input)) {
      ++m_left;
      break;
    }
    if (m_closesOnce.exchange(false)) break;
    QByteArray bytes;
    {
      const std::scoped_lock lock(m_mutex);
      bytes = m_answer;
      then = m_then;
    }
    if (!sendAll(fd, bytes)) ++m_left, then = Then::Close;
  }
  while (then == Then::Echo) {
    QByteArray bytes = std::exchange(input, {});
    if (bytes.isEmpty() && !receiveSome(fd, bytes)) {
      ++m_left;
      break;
    }
    if (!sendAll(fd, bytes)) break;
  }
  const std::scoped_lock lock(m_mutex);
  std::erase(m_open, fd);
  if (then == Then::Reset) reset(fd);
  ::close(fd);
}
