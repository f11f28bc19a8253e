// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// See sentinel_process.h.

#include "tests/integration/sentinel_process.h"

#include <QDeadlineTimer>

#include "tests/support/free_port.h"

SentinelProcess::SentinelProcess(const TemporaryHome& home, int masterPort, QString tls)
    : m_home(home), m_masterPort(masterPort), m_tls(std::move(tls)), m_port(freePort()) {
  m_process.setProcessChannelMode(QProcess::MergedChannels);
}

SentinelProcess::~SentinelProcess() {
  m_process.kill();
  m_process.waitForFinished(10'000);
}

bool SentinelProcess::start() {
  const QString listen = m_tls.isEmpty() ? QString("port %1\n") : "port 0\ntls-port %1\ntls-replication yes\n" + m_tls;
  const QString monitor = QString(
                              "bind 127.0.0.1\ndir %1\nsentinel monitor mymaster 127.0.0.1 %2 1\n"
                              "sentinel down-after-milliseconds mymaster 300\n"
                              "sentinel failover-timeout mymaster 2000\n")
                              .arg(m_home.path("."))
                              .arg(m_masterPort);
  // It writes into this file what it learns.
  m_process.start("redis-server",
                  {m_home.write("sentinel.conf", (listen.arg(m_port) + monitor).toUtf8()), "--sentinel"});
  const QDeadlineTimer deadline(20'000);
  while (!log().contains("+monitor master mymaster")) {
    if (deadline.hasExpired() || m_process.state() == QProcess::NotRunning) return false;
    m_process.waitForReadyRead(100);
  }
  return true;
}

QByteArray SentinelProcess::ask(const QStringList& words) const {
  QProcess client;
  client.start("redis-cli", QStringList{"-p", QString::number(m_port)} + words);
  client.waitForFinished(10'000);
  return client.readAll().trimmed();
}

QByteArray SentinelProcess::log() {
  m_log += m_process.readAll();
  return m_log;
}
