// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The real server with a TLS listener, two workers and a handshake deadline of 1 s, and the eyes for what hostile input
// must not change: its workers, their descriptors, its log, its service.

#pragma once

#include <map>

#include "tests/support/server_process.h"
#include "tests/support/temporary_home.h"

class HostileTlsServer {
 public:
  HostileTlsServer() : m_server(m_home) {}

  /// `more` is added to the configuration, `timeouts` to [timeouts]; further tables may follow in both. Served some
  /// clients when it returns: what a worker allocates on first use is no leak. False: complaint() says why.
  bool start(const QByteArray& more = {}, const QByteArray& timeouts = {});
  /// Empty, or what was wrong with its end.
  QString stop() { return m_server.stopAndInspect(); }
  [[nodiscard]] QString complaint() const { return QString::fromUtf8(m_server.text()); }
  [[nodiscard]] int port(std::size_t listener = 0) const { return m_server.port(listener); }
  [[nodiscard]] const TemporaryHome& home() const { return m_home; }

  std::map<int, pid_t> workers() { return m_server.workers(); }
  /// Remembers the workers and how many descriptors each has.
  void remember();
  /// Empty, or what is different from then: other workers, descriptors that stay open (5 s are given), sanitizer text,
  /// a line of the log that is too long or holds control characters.
  QString difference();
  /// Empty, or what is wrong: an ordinary client is not answered with 200, or difference().
  QString aftermath();

 private:
  std::map<pid_t, int> descriptors();
  [[nodiscard]] QString faultInLog() const;

  TemporaryHome m_home;
  ServerProcess m_server;
  std::map<pid_t, int> m_remembered;
};
