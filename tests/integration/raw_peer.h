// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// A client that may send any bytes at all over loopback TCP, and the TLS bytes that are worth sending. Every wait has
// an end; what came back is for the test to judge.

#pragma once

#include <QByteArray>
#include <optional>
#include <utility>
#include <vector>

#include "server/base/unique_fd.h"

/// Whether the hello page's lines have come to their end.
bool endsTheGreeting(const QByteArray& answer);

class RawPeer {
 public:
  explicit RawPeer(int port);
  [[nodiscard]] bool isConnected() const { return static_cast<bool>(m_fd); }
  [[nodiscard]] int fd() const { return m_fd.get(); }

  /// False: the other side has closed, or takes nothing for 5 s.
  bool send(const QByteArray& bytes);
  /// FIN, while what comes back can still be read.
  void endSending();

  struct Received {
    QByteArray bytes;
    bool closed = false;  ///< by FIN or RST; else the time was over
  };
  /// Everything until the other side closes, for at most `milliseconds`.
  Received readToEnd(int milliseconds = 10'000);
  /// What comes next, at least one byte.
  Received readSome(int milliseconds = 10'000);

  /// Sends a GET of "/".
  bool ask();
  /// Whether 200 and a whole page come within that time.
  bool isAnswered(int milliseconds = 10'000);

 private:
  base::UniqueFd m_fd;
};

/// A ClientHello (RFC 8446 4.1.2) that offers TLS 1.2 with ECDHE and nothing odd, to be changed.
struct ClientHello {
  int recordVersion = 0x0301;
  int version = 0x0303;
  QByteArray ciphers = QByteArray::fromHex("c02bc02fc02cc030cca9cca8");
  std::vector<std::pair<int, QByteArray>> extensions;

  ClientHello();
  /// The handshake message without records.
  [[nodiscard]] QByteArray message() const;
  /// In records of at most `recordSize` bytes.
  [[nodiscard]] QByteArray records(int recordSize = 16'384) const;
};

QByteArray tlsRecord(int type, const QByteArray& content, int version = 0x0303);
/// The bytes with their length before them, in one or two bytes.
QByteArray withLength8(const QByteArray& content);
QByteArray withLength16(const QByteArray& content);

/// The description of the first alert among plain records (RFC 8446 6); empty: there is none.
std::optional<int> alertIn(const QByteArray& records);
/// Whether the first record is a handshake message, a ServerHello.
bool isServerHello(const QByteArray& records);
