// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Blocking calls with poll(2) before each, so that a server that hangs fails a test and not the test run.

#include "tests/integration/raw_peer.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

#include <QDeadlineTimer>
#include <array>
#include <cerrno>

namespace {

constexpr int sendPatience = 5000;
constexpr int alertType = 21;
constexpr int handshakeType = 22;

bool isReady(int fd, short events, int milliseconds) {
  pollfd watched{fd, events, 0};
  return ::poll(&watched, 1, milliseconds) == 1;
}

QByteArray number(int value, int bytes) {
  QByteArray result;
  for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) result += static_cast<char>((value >> shift) & 0xFF);
  return result;
}

}  // namespace

RawPeer::RawPeer(int port) : m_fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const int one = 1;
  ::setsockopt(m_fd.get(), IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  if (::connect(m_fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) m_fd.reset();
}

bool RawPeer::send(const QByteArray& bytes) {
  qsizetype sent = 0;
  while (sent < bytes.size()) {
    if (!isReady(m_fd.get(), POLLOUT, sendPatience)) return false;
    const ssize_t count = ::send(m_fd.get(), bytes.constData() + sent, static_cast<std::size_t>(bytes.size() - sent),
                                 MSG_NOSIGNAL | MSG_DONTWAIT);
    if (count < 0 && errno != EINTR && errno != EAGAIN) return false;
    if (count > 0) sent += count;
  }
  return true;
}

void RawPeer::endSending() {
  ::shutdown(m_fd.get(), SHUT_WR);
}

RawPeer::Received RawPeer::readSome(int milliseconds) {
  Received received;
  std::array<char, 16'384> buffer{};
  if (!isReady(m_fd.get(), POLLIN, milliseconds)) return received;
  const ssize_t count = ::recv(m_fd.get(), buffer.data(), buffer.size(), MSG_DONTWAIT);
  received.closed = count == 0 || (count < 0 && errno != EINTR && errno != EAGAIN);
  if (count > 0) received.bytes = QByteArray(buffer.data(), count);
  return received;
}

bool RawPeer::ask() {
  return send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
}

bool endsTheGreeting(const QByteArray& answer) {
  return answer.contains(", PID ") && answer.endsWith("</p>\n");
}

bool RawPeer::isAnswered(int milliseconds) {
  QByteArray all;
  for (const QDeadlineTimer deadline(milliseconds); !endsTheGreeting(all) && !deadline.hasExpired();) {
    const Received received = readSome(static_cast<int>(deadline.remainingTime()));
    all += received.bytes;
    if (received.closed) break;
  }
  return all.startsWith("HTTP/1.1 200 ") && endsTheGreeting(all);
}

RawPeer::Received RawPeer::readToEnd(int milliseconds) {
  Received all;
  const QDeadlineTimer deadline(milliseconds);
  while (!all.closed && !deadline.hasExpired()) {
    const Received next = readSome(static_cast<int>(deadline.remainingTime()));
    all.bytes += next.bytes;
    all.closed = next.closed;
  }
  return all;
}

QByteArray withLength8(const QByteArray& content) {
  return number(static_cast<int>(content.size()), 1) + content;
}
QByteArray withLength16(const QByteArray& content) {
  return number(static_cast<int>(content.size()), 2) + content;
}

QByteArray tlsRecord(int type, const QByteArray& content, int version) {
  return number(type, 1) + number(version, 2) + withLength16(content);
}

ClientHello::ClientHello()
    : extensions{{10, QByteArray::fromHex("0004001d0017")},             // supported_groups: X25519, P-256
                 {11, QByteArray::fromHex("0100")},                     // ec_point_formats: uncompressed
                 {13, QByteArray::fromHex("00080403080408050401")}} {}  // signature_algorithms

QByteArray ClientHello::message() const {
  QByteArray listed;
  for (const auto& [type, content] : extensions) listed += number(type, 2) + withLength16(content);
  const QByteArray body = number(version, 2) + QByteArray(32, 'r') + withLength8({}) + withLength16(ciphers) +
                          withLength8(QByteArray(1, '\0')) + withLength16(listed);
  return number(1, 1) + number(static_cast<int>(body.size()), 3) + body;
}

QByteArray ClientHello::records(int recordSize) const {
  const QByteArray whole = message();
  QByteArray result;
  for (qsizetype at = 0; at < whole.size(); at += recordSize) {
    result += tlsRecord(handshakeType, whole.mid(at, recordSize), recordVersion);
  }
  return result;
}

std::optional<int> alertIn(const QByteArray& records) {
  qsizetype at = 0;
  while (at + 5 <= records.size()) {
    const auto byte = [&](qsizetype offset) { return static_cast<unsigned char>(records[at + offset]); };
    const qsizetype length = byte(3) * 256 + byte(4);
    if (byte(0) == alertType && length == 2 && at + 7 <= records.size()) return byte(6);
    at += 5 + length;
  }
  return std::nullopt;
}

bool isServerHello(const QByteArray& records) {
  return records.size() > 5 && records[0] == handshakeType && records[5] == 2;
}
