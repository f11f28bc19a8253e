// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// See returning_client.h.

#include "tests/integration/returning_client.h"

#include "tests/integration/tls_peer.h"

Visit visit(int port, int version, SSL_SESSION* session) {
  Visit result;
  TlsPeer peer(
      port, [version](SSL_CTX* context) { SSL_CTX_ctrl(context, SSL_CTRL_SET_MAX_PROTO_VERSION, version, nullptr); });
  if (session != nullptr) SSL_set_session(peer.ssl(), session);
  if (!peer.handshake() || !peer.write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")) return result;
  const QByteArray answer = peer.read(10'000, endsTheGreeting);
  result.answered = answer.startsWith("HTTP/1.1 200 ");
  result.resumed = SSL_session_reused(peer.ssl()) == 1;
  const qsizetype header = answer.toLower().indexOf("x-worker: ");
  result.worker = answer.mid(header, answer.indexOf('\r', header) - header);
  result.session.reset(SSL_get1_session(peer.ssl()));
  // Without a close_notify OpenSSL takes the session for a broken one.
  SSL_shutdown(peer.ssl());
  peer.flush();
  return result;
}
