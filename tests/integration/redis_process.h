// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// A real redis-server of a test's own, which keeps its data in the test's home and nothing else anywhere.

#pragma once

#include <sys/types.h>

#include <QByteArray>
#include <QProcess>
#include <QStringList>

#include "tests/support/temporary_home.h"

class RedisProcess {
 public:
  /// `arguments`: what is beside the socket at socketPath(), "--port 7000".
  explicit RedisProcess(const TemporaryHome& home, const QStringList& arguments = {});
  /// Kills it.
  ~RedisProcess() { kill(); }

  /// Waits until it takes connections. False: log() says why.
  bool start();
  /// As a crash would.
  void kill();
  [[nodiscard]] pid_t pid() const { return static_cast<pid_t>(m_process.processId()); }
  [[nodiscard]] QString socketPath() const { return m_home.path("redis.sock"); }
  /// What redis-cli prints, without the line's end.
  [[nodiscard]] QByteArray ask(const QStringList& words) const;
  [[nodiscard]] QByteArray log() const { return m_log; }

 private:
  const TemporaryHome& m_home;
  QStringList m_arguments;
  QProcess m_process;
  QByteArray m_log;
};
