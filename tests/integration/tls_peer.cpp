// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Two memory BIOs stand where the socket would.

#include "tests/integration/tls_peer.h"

#include <openssl/err.h>

#include <QDeadlineTimer>
#include <array>

namespace {

constexpr int patience = 10'000;

}  // namespace

TlsPeer::TlsPeer(int port, const std::function<void(SSL_CTX*)>& prepare)
    : m_raw(port), m_context(SSL_CTX_new(TLS_client_method())) {
  if (prepare) prepare(m_context.get());
  m_ssl.reset(SSL_new(m_context.get()));
  m_incoming = BIO_new(BIO_s_mem());
  m_outgoing = BIO_new(BIO_s_mem());
  BIO_set_mem_eof_return(m_incoming, -1);
  SSL_set_bio(m_ssl.get(), m_incoming, m_outgoing);
  SSL_set_connect_state(m_ssl.get());
  SSL_set_app_data(m_ssl.get(), this);
  SSL_set_info_callback(m_ssl.get(), &TlsPeer::noteAlert);
}

void TlsPeer::noteAlert(const SSL* ssl, int where, int value) {
  if (where != SSL_CB_READ_ALERT) return;
  static_cast<TlsPeer*>(SSL_get_app_data(ssl))->m_alert = value & 0xFF;
}

bool TlsPeer::askFor(const char* serverName) {
  // SSL_set_tlsext_host_name() is a macro with a cast that our warnings refuse.
  return SSL_ctrl(m_ssl.get(), SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name,
                  const_cast<char*>(serverName)) == 1;
}

bool TlsPeer::flush() {
  char* data = nullptr;
  const long length = BIO_get_mem_data(m_outgoing, &data);
  const QByteArray bytes(data, length);
  static_cast<void>(BIO_reset(m_outgoing));
  return bytes.isEmpty() || m_raw.send(bytes);
}

TlsPeer::Taken TlsPeer::take(int milliseconds) {
  const RawPeer::Received received = m_raw.readSome(milliseconds);
  if (received.closed) return Taken::Closed;
  if (received.bytes.isEmpty()) return Taken::Nothing;
  BIO_write(m_incoming, received.bytes.constData(), static_cast<int>(received.bytes.size()));
  return Taken::Bytes;
}

bool TlsPeer::handshake() {
  const QDeadlineTimer deadline(patience);
  while (!deadline.hasExpired()) {
    ERR_clear_error();
    const int result = SSL_do_handshake(m_ssl.get());
    if (!flush() && result != 1) return false;
    if (result == 1) return true;
    if (SSL_get_error(m_ssl.get(), result) != SSL_ERROR_WANT_READ) return false;
    if (take(patience) != Taken::Bytes) return false;
  }
  return false;
}

QByteArray TlsPeer::seal(const QByteArray& plain) {
  SSL_write(m_ssl.get(), plain.constData(), static_cast<int>(plain.size()));
  char* data = nullptr;
  const long length = BIO_get_mem_data(m_outgoing, &data);
  QByteArray bytes(data, length);
  static_cast<void>(BIO_reset(m_outgoing));
  return bytes;
}

bool TlsPeer::write(const QByteArray& plain) {
  return m_raw.send(seal(plain));
}

QByteArray TlsPeer::read(int milliseconds, const std::function<bool(const QByteArray&)>& enough) {
  QByteArray all;
  while (true) {
    std::array<char, 16'384> buffer{};
    ERR_clear_error();
    const int count = SSL_read(m_ssl.get(), buffer.data(), static_cast<int>(buffer.size()));
    flush();
    if (count > 0) {
      all.append(buffer.data(), count);
      if (enough && enough(all)) return all;
      continue;
    }
    if (SSL_get_error(m_ssl.get(), count) != SSL_ERROR_WANT_READ) return all;
    if (take(milliseconds) != Taken::Bytes) return all;
  }
}

int TlsPeer::get() {
  if (!write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")) return 0;
  const QByteArray answer = read(patience, [](const QByteArray& all) { return all.contains("</p>"); });
  return answer.startsWith("HTTP/1.1 ") ? answer.mid(9, 3).toInt() : 0;
}

bool TlsPeer::isEnded(int milliseconds) {
  const QDeadlineTimer deadline(milliseconds);
  while (!deadline.hasExpired()) {
    std::array<char, 16'384> buffer{};
    ERR_clear_error();
    const int count = SSL_read(m_ssl.get(), buffer.data(), static_cast<int>(buffer.size()));
    const int error = SSL_get_error(m_ssl.get(), count);
    flush();
    if (count > 0) continue;
    if (error != SSL_ERROR_WANT_READ) return true;
    if (take(static_cast<int>(deadline.remainingTime())) == Taken::Closed) return true;
  }
  return false;
}
