// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT

#include "tests/support/control_connection.h"

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <QDeadlineTimer>
#include <QFile>
#include <QJsonDocument>
#include <algorithm>

bool ControlConnection::connectTo(const QString& path) {
  const QByteArray name = QFile::encodeName(path);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (name.size() >= static_cast<qsizetype>(sizeof address.sun_path)) return false;
  std::copy(name.begin(), name.end(), address.sun_path);
  m_socket.reset(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  m_received.clear();
  m_ended = false;
  return ::connect(m_socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
}

bool ControlConnection::send(const QByteArray& bytes) {
  for (qsizetype sent = 0; sent < bytes.size();) {
    const ssize_t count =
        ::send(m_socket.get(), bytes.constData() + sent, static_cast<std::size_t>(bytes.size() - sent), MSG_NOSIGNAL);
    if (count < 0) return false;
    sent += count;
  }
  return true;
}

bool ControlConnection::receive(int milliseconds) {
  pollfd ready{.fd = m_socket.get(), .events = POLLIN, .revents = 0};
  if (m_ended || ::poll(&ready, 1, std::max(milliseconds, 0)) <= 0) return false;
  char bytes[64 * 1024];
  const ssize_t count = ::recv(m_socket.get(), bytes, sizeof bytes, 0);
  m_ended = count <= 0;
  if (!m_ended) m_received.append(bytes, count);
  return !m_ended;
}

QByteArray ControlConnection::readLine(int milliseconds) {
  const QDeadlineTimer deadline(milliseconds);
  while (!m_received.contains('\n'))
    if (!receive(static_cast<int>(deadline.remainingTime()))) return {};
  const qsizetype newline = m_received.indexOf('\n');
  const QByteArray line = m_received.left(newline);
  m_received.remove(0, newline + 1);
  return line;
}

QJsonObject ControlConnection::call(const QString& method, const QJsonObject& params) {
  const int id = ++m_lastId;
  const QJsonObject request{{"jsonrpc", "2.0"}, {"id", id}, {"method", method}, {"params", params}};
  if (!send(QJsonDocument(request).toJson(QJsonDocument::Compact) + "\n")) return {};
  while (true) {
    const QByteArray line = readLine();
    if (line.isEmpty()) return {};
    const QJsonObject answer = QJsonDocument::fromJson(line).object();
    if (answer["id"].toInt() == id) return answer;
  }
}

QJsonObject ControlConnection::hello(const QString& client) {
  return call("hello", {{"protocol", 1}, {"client", client}});
}

bool ControlConnection::waitForEnd(int milliseconds) {
  const QDeadlineTimer deadline(milliseconds);
  do {
    receive(static_cast<int>(deadline.remainingTime()));
  } while (!m_ended && !deadline.hasExpired());
  return m_ended;
}
