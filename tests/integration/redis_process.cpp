// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// See redis_process.h.

#include "tests/integration/redis_process.h"

#include <QDeadlineTimer>

RedisProcess::RedisProcess(const TemporaryHome& home, const QStringList& arguments)
    : m_home(home), m_arguments(arguments) {
  m_process.setProcessChannelMode(QProcess::MergedChannels);
}

bool RedisProcess::start() {
  QStringList arguments{"--port",      "0", "--unixsocket", socketPath(), "--dir",  m_home.path("."),
                        "--save",      "",  "--appendonly", "yes",        "--bind", "127.0.0.1",
                        "--daemonize", "no"};
  m_log.clear();
  m_process.start("redis-server", arguments + m_arguments);
  const QDeadlineTimer deadline(20'000);
  while (!m_log.contains("connections at " + socketPath().toUtf8())) {
    if (deadline.hasExpired() || m_process.state() == QProcess::NotRunning) return false;
    m_process.waitForReadyRead(1000);
    m_log += m_process.readAll();
  }
  return true;
}

void RedisProcess::kill() {
  m_process.kill();
  m_process.waitForFinished(10'000);
}

QByteArray RedisProcess::ask(const QStringList& words) const {
  QProcess client;
  client.start("redis-cli", QStringList{"-s", socketPath()} + words);
  client.waitForFinished(10'000);
  return client.readAll().trimmed();
}
