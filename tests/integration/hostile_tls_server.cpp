// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The certificate is the one for localhost that the server makes in its new home.

#include "tests/integration/hostile_tls_server.h"

#include "tests/integration/tls_peer.h"

namespace {

constexpr int firstVisits = 20;

bool serves(int port) {
  TlsPeer peer(port);
  return peer.handshake() && peer.get() == 200;
}

}  // namespace

bool HostileTlsServer::startTls(const QByteArray& more) {
  const bool started = start(
      "[cluster]\nworkers = 2\n"
      "[timeouts]\nhandshake = \"1s\"\n"
      "[[listener]]\naddress = \"127.0.0.1\"\nport = 0\nprotocol = \"http2\"\n" +
      more);
  // Where client certificates are required nobody is served yet.
  for (int visit = 0; started && visit < firstVisits; ++visit) serves(port());
  return started;
}

QString HostileTlsServer::aftermath() {
  if (!serves(port())) return "an ordinary client is not answered with 200";
  return difference();
}
