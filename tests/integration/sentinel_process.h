// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// A real Redis Sentinel of a test's own, which watches one master, decides alone, and is quick to give it up.

#pragma once

#include <QByteArray>
#include <QProcess>
#include <QStringList>

#include "tests/support/temporary_home.h"

class SentinelProcess {
 public:
  /// Of "mymaster" on `masterPort` of 127.0.0.1. `tls`: lines of settings with which it listens and goes by TLS only.
  SentinelProcess(const TemporaryHome& home, int masterPort, QString tls = {});
  /// Kills it.
  ~SentinelProcess();

  /// Waits until it watches. False: log() says why.
  bool start();
  [[nodiscard]] int port() const { return m_port; }
  /// What redis-cli prints, without the line's end.
  [[nodiscard]] QByteArray ask(const QStringList& words) const;
  [[nodiscard]] QByteArray log();

 private:
  const TemporaryHome& m_home;
  int m_masterPort;
  QString m_tls;
  int m_port;
  QProcess m_process;
  QByteArray m_log;
};
