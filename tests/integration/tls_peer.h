// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// An OpenSSL client whose records pass through our hands before they leave, so that a test can change, hold back or add
// some. Verifies no certificate.

#pragma once

#include <QByteArray>
#include <functional>
#include <optional>

#include "server/certificates/openssl_pointers.h"
#include "tests/integration/raw_peer.h"

class TlsPeer {
 public:
  /// `prepare` may set what it likes before the handshake.
  explicit TlsPeer(int port, const std::function<void(SSL_CTX*)>& prepare = {});

  [[nodiscard]] SSL* ssl() const { return m_ssl.get(); }
  [[nodiscard]] RawPeer& raw() { return m_raw; }

  /// The server name to send (SNI).
  bool askFor(const char* serverName);
  /// True once it is done.
  bool handshake();
  /// Writes into the connection and sends what became of it.
  bool write(const QByteArray& plain);
  /// Makes the records of `plain` without sending them.
  QByteArray seal(const QByteArray& plain);
  /// Sends what OpenSSL has ready.
  bool flush();
  /// What the server says until it is silent for `milliseconds`, closes, or `enough` holds.
  QByteArray read(int milliseconds, const std::function<bool(const QByteArray&)>& enough = {});
  /// The status of a `GET /` on this connection by HTTP/1.1; 0: no answer.
  int get();
  /// Whether the server has ended the connection; waits for it up to `milliseconds`.
  bool isEnded(int milliseconds = 10'000);
  /// The last alert that the server sent; close_notify is 0.
  [[nodiscard]] std::optional<int> alert() const { return m_alert; }
  /// A session that can be resumed, once read() took the ticket.
  [[nodiscard]] SSL_SESSION* session() const { return SSL_get_session(m_ssl.get()); }

 private:
  enum class Taken { Bytes, Nothing, Closed };
  Taken take(int milliseconds);
  static void noteAlert(const SSL* ssl, int where, int value);

  RawPeer m_raw;
  certificates::SslContextPointer m_context;
  certificates::SslPointer m_ssl;
  BIO* m_incoming = nullptr;  ///< both are owned by m_ssl
  BIO* m_outgoing = nullptr;
  std::optional<int> m_alert;
};
