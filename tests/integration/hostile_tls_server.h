// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// A TLS listener with two workers and a handshake deadline of 1 s, and what must hold after every hostile case.

#pragma once

#include "tests/integration/watched_server.h"

class HostileTlsServer : public WatchedServer {
 public:
  /// `more` is added to the configuration. Served some clients when it returns: what a worker allocates on first use is
  /// no leak. False: complaint() says why.
  bool startTls(const QByteArray& more = {});
  /// Empty, or what is wrong: an ordinary client is not answered with 200, or difference().
  QString aftermath();
};
