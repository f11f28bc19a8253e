// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Watching real listeners come and go.

#include <QLocalServer>
#include <QSignalSpy>
#include <QTcpServer>
#include <QTest>

#include "gui/routes/backend_watch.h"
#include "gui/routes/typed_backend.h"
#include "tests/support/temporary_home.h"

namespace {

constexpr int patienceMs = 20'000;

}  // namespace

class TestBackendWatch : public QObject {
  Q_OBJECT

 private slots:
  void anAppThatStartsIsSeen();
  void aUnixSocketIsSeen();
  void howManyOfSeveralAnswerIsKnown();
  void nobodyIsAskedWhileNobodyWatches();
};

void TestBackendWatch::anAppThatStartsIsSeen() {
  QTcpServer app;
  QVERIFY(app.listen(QHostAddress::LocalHost));
  const quint16 port = app.serverPort();
  app.close();
  BackendWatch watch;
  watch.setBackends(typedBackend::readAll(QString::number(port)));
  QVERIFY(!watch.isKnown());
  watch.setActive(true);
  QTRY_VERIFY_WITH_TIMEOUT(watch.isKnown(), patienceMs);
  QCOMPARE(watch.answering(), 0);
  QVERIFY(app.listen(QHostAddress::LocalHost, port));
  QTRY_COMPARE_WITH_TIMEOUT(watch.answering(), 1, patienceMs);
  app.close();
  QTRY_COMPARE_WITH_TIMEOUT(watch.answering(), 0, patienceMs);
}

void TestBackendWatch::aUnixSocketIsSeen() {
  const TemporaryHome home;
  const QString path = home.path(QStringLiteral("app.sock"));
  BackendWatch watch;
  watch.setBackends(typedBackend::readAll(path));
  watch.setActive(true);
  QTRY_VERIFY_WITH_TIMEOUT(watch.isKnown(), patienceMs);
  QCOMPARE(watch.answering(), 0);
  QLocalServer app;
  QVERIFY(app.listen(path));
  QTRY_COMPARE_WITH_TIMEOUT(watch.answering(), 1, patienceMs);
}

void TestBackendWatch::howManyOfSeveralAnswerIsKnown() {
  QTcpServer one;
  QTcpServer two;
  QVERIFY(one.listen(QHostAddress::LocalHost) && two.listen(QHostAddress::LocalHost));
  BackendWatch watch;
  watch.setBackends(typedBackend::readAll(QStringLiteral("%1, %2").arg(one.serverPort()).arg(two.serverPort())));
  two.close();
  watch.setActive(true);
  QTRY_VERIFY_WITH_TIMEOUT(watch.isKnown(), patienceMs);
  QCOMPARE(watch.count(), 2);
  QCOMPARE(watch.answering(), 1);
}

void TestBackendWatch::nobodyIsAskedWhileNobodyWatches() {
  QTcpServer app;
  QVERIFY(app.listen(QHostAddress::LocalHost));
  QSignalSpy asked(&app, &QTcpServer::newConnection);
  BackendWatch watch;
  watch.setActive(true);
  watch.setBackends(typedBackend::readAll(QString::number(app.serverPort())));
  QVERIFY(asked.wait(patienceMs));
  watch.setActive(false);
  const auto before = asked.count();
  QVERIFY(!asked.wait(3'000));
  QCOMPARE(asked.count(), before);
}

QTEST_GUILESS_MAIN(TestBackendWatch)
#include "test_backend_watch.moc"
