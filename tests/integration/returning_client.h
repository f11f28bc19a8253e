// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// A client that comes back with the TLS session of its last visit.

#pragma once

#include <openssl/ssl.h>

#include <QByteArray>
#include <memory>

struct SessionFree {
  void operator()(SSL_SESSION* session) const { SSL_SESSION_free(session); }
};
using Session = std::unique_ptr<SSL_SESSION, SessionFree>;

struct Visit {
  bool answered = false;
  bool resumed = false;
  QByteArray worker;
  Session session;  ///< to come back with
};

/// One connection with one request by TLS `version` at most; `session` is offered where it is not null.
Visit visit(int port, int version, SSL_SESSION* session);
