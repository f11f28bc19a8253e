// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The real server program in a home of its own, and the eyes for what hostile input must not change: its workers, their
// descriptors, its log.

#pragma once

#include <QProcess>
#include <QString>
#include <QTemporaryDir>

#include "server/control/message.h"

class WatchedServer {
 public:
  ~WatchedServer() { stop(); }

  /// Starts FORKYARD_PROGRAM with this configuration (its name is added) and waits until all workers are ready. False:
  /// complaint() says why.
  bool start(const QByteArray& configuration);
  /// Asks it to end and waits for that. False: it had to be killed, or did not exit with 0.
  bool stop();

  [[nodiscard]] int port() const { return m_port; }
  [[nodiscard]] QString filePath(const QString& name) const { return m_home.filePath(name); }
  [[nodiscard]] QString complaint() const { return m_complaint; }
  /// Everything it wrote so far.
  QByteArray log();

  /// Remembers the workers and how many descriptors each has.
  void remember();
  /// Empty, or what is different from then: other workers, descriptors that stay open (5 s are given), sanitizer text,
  /// a line of the log that is too long or holds control characters.
  QString difference();

 private:
  struct Worker {
    pid_t pid = 0;
    int descriptors = 0;
    bool operator==(const Worker&) const = default;
  };
  base::Result<control::Status> status();
  bool waitUntilReady();
  std::vector<Worker> workers();
  QString faultInLog();

  QTemporaryDir m_home;
  QString m_name;
  QProcess m_process;
  QString m_complaint;
  int m_port = 0;
  std::vector<Worker> m_remembered;
};
