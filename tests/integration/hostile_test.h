// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// What the tests of hostile input have in common: one server for all cases, and the same look at it after each.

#pragma once

#include <QTest>

#include "tests/integration/hostile_tls_server.h"

class HostileTest : public QObject {
  Q_OBJECT

 protected:
  [[nodiscard]] HostileTlsServer& server() { return m_server; }
  [[nodiscard]] int port() const { return m_server.port(); }
  /// Added to the server's configuration.
  [[nodiscard]] virtual QByteArray configuration() const { return {}; }

 private slots:
  void initTestCase() {
    if (qEnvironmentVariableIsEmpty("FORKYARD_PROGRAM")) QSKIP("FORKYARD_PROGRAM does not name the server program");
    QVERIFY2(m_server.start(configuration()), qPrintable(m_server.complaint()));
  }
  void init() { m_server.remember(); }
  void cleanup() {
    if (QTest::currentTestFailed()) return;
    const QString fault = m_server.aftermath();
    QVERIFY2(fault.isEmpty(), qPrintable(fault));
  }
  void cleanupTestCase() { QCOMPARE(m_server.stop(), QString()); }

 private:
  HostileTlsServer m_server;
};
