// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// See visitors.h.

#include "tests/integration/visitors.h"

#include <QJsonDocument>

#include "tests/integration/raw_peer.h"

Visit visit(int port, const QByteArray& visitor) {
  RawPeer peer(port);
  peer.send("GET /visits/visits.json HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nCookie: visitor=" + visitor +
            "\r\n\r\n");
  const QByteArray answer = peer.readToEnd().bytes;
  if (!answer.startsWith("HTTP/1.1 ")) return {};
  const qsizetype body = answer.indexOf("\r\n\r\n");
  return {answer.mid(9, 3).toInt(), QJsonDocument::fromJson(answer.mid(body + 4)).object()};
}
