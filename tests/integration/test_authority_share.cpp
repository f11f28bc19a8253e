// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// `forkyard ca share` serves for as long as it was told, and not without an authority.

#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTest>

#include "tests/support/command.h"
#include "tests/support/temporary_home.h"

class TestAuthorityShare : public QObject {
  Q_OBJECT

 private slots:
  void needsAnAuthority();
  void endsByItself();
  void refusesWrongTimes_data();
  void refusesWrongTimes();

 private:
  CommandResult forkyard(const QStringList& arguments) {
    CommandOptions options;
    options.environment = m_home.environment();
    return runCommand(qEnvironmentVariable("FORKYARD_PROGRAM"), arguments, options);
  }

  TemporaryHome m_home;
};

void TestAuthorityShare::needsAnAuthority() {
  const CommandResult result = forkyard({"ca", "share", "--address", "127.0.0.1", "--json"});
  QCOMPARE(result.exitCode, 1);
  const QJsonObject report = QJsonDocument::fromJson(result.output).object();
  QCOMPARE(report["url"].toString(), QString());
  QVERIFY2(result.output.contains("authority-missing"), result.text().constData());
}

void TestAuthorityShare::endsByItself() {
  QCOMPARE(forkyard({"ca", "create"}).exitCode, 0);
  QProcess share;
  share.setProcessEnvironment(m_home.environment());
  share.start(qEnvironmentVariable("FORKYARD_PROGRAM"),
              {"ca", "share", "--address", "127.0.0.1", "--for", "2s", "--json"});
  QVERIFY(share.waitForReadyRead(20'000));
  const QJsonObject report = QJsonDocument::fromJson(share.readLine()).object();
  QCOMPARE(report["seconds"].toInt(), 2);
  const QString url = report["url"].toString();
  const CommandResult page = runCommand("curl", {"-sS", "--fail", "--noproxy", "*", "--max-time", "10", url});
  QVERIFY2(page.output.contains(report["fingerprint"].toString().toLatin1()), page.text().constData());
  QVERIFY(share.waitForFinished(20'000));
  QCOMPARE(share.exitCode(), 0);
  QCOMPARE(runCommand("curl", {"-sS", "--noproxy", "*", "--max-time", "10", url}).exitCode, 7);
}

void TestAuthorityShare::refusesWrongTimes_data() {
  QTest::addColumn<QString>("time");
  for (const char* time : {"0", "-1s", "25h", "soon", "10d"}) QTest::newRow(time) << QString(time);
}

void TestAuthorityShare::refusesWrongTimes() {
  QFETCH(QString, time);
  QCOMPARE(forkyard({"ca", "share", "--address", "127.0.0.1", "--for=" + time}).exitCode, 64);
}

QTEST_GUILESS_MAIN(TestAuthorityShare)
#include "test_authority_share.moc"
