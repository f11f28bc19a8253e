// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// testssl.sh against both profiles, each with an ECDSA and an RSA certificate: nothing at MEDIUM or worse but what
// tests/data/testssl_accepted.txt gives a reason for.

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSet>
#include <QTest>

#include "tests/integration/test_authority.h"
#include "tests/support/command.h"
#include "tests/support/server_process.h"

namespace {

constexpr int patience = 600'000;
const QStringList profiles{"intermediate", "modern"};
const QStringList keys{"ecdsa", "rsa"};

QSet<QString> acceptedFor(const QString& profile) {
  QFile file(QFINDTESTDATA("../data/testssl_accepted.txt"));
  if (!file.open(QIODevice::ReadOnly)) qFatal("no tests/data/testssl_accepted.txt");
  QSet<QString> ids;
  for (const QString& line : QString::fromUtf8(file.readAll()).split('\n')) {
    if (line.startsWith('#')) continue;
    const QStringList words = line.simplified().split(' ');
    if (words.size() > 2 && (words[0] == "any" || words[0] == profile)) ids << words[1];
  }
  return ids;
}

}  // namespace

class TestTestssl : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase();
  void cleanupTestCase();
  void findsNothingThatMatters_data();
  void findsNothingThatMatters();

 private:
  TemporaryHome m_home;
  TestAuthority m_authority;
  ServerProcess m_server{m_home};
};

void TestTestssl::initTestCase() {
  if (!hasProgram("testssl")) QSKIP("NOT TESTED: testssl is not installed (Debian: apt-get install testssl.sh)");
  QVERIFY2(m_authority.make(m_home.path("ca")) && m_authority.issue("ecdsa", {"DNS:localhost", "IP:127.0.0.1"}) &&
               m_authority.issue("rsa", {"DNS:localhost", "IP:127.0.0.1"}, TestAuthority::rsa()),
           qPrintable(m_authority.complaint()));
  QByteArray configuration = "name = \"testssl\"\n[cluster]\nworkers = 1\n";
  for (const QString& profile : profiles) {
    for (const QString& key : keys) {
      configuration += QString(
                           "[[listener]]\nport = 0\ncertificates = [{ certificate = \"%1.pem\", key = \"%1.key\", "
                           "ca = [\"%2\"] }]\n[listener.tls]\nprofile = \"%3\"\n")
                           .arg(m_authority.path(key), m_authority.path("ca.pem"), profile)
                           .toUtf8();
    }
  }
  QVERIFY2(m_server.start(configuration), m_server.text().constData());
}

void TestTestssl::cleanupTestCase() {
  if (m_server.pid() != 0) QCOMPARE(m_server.stopAndInspect(), QString());
}

void TestTestssl::findsNothingThatMatters_data() {
  QTest::addColumn<QString>("profile");
  QTest::addColumn<std::size_t>("listener");
  std::size_t listener = 0;
  for (const QString& profile : profiles) {
    for (const QString& key : keys)
      QTest::addRow("%s, %s", qPrintable(profile), qPrintable(key)) << profile << listener++;
  }
}

void TestTestssl::findsNothingThatMatters() {
  QFETCH(QString, profile);
  QFETCH(std::size_t, listener);
  const QString report = m_home.path(QString("report-%1.json").arg(listener));
  CommandOptions options;
  options.milliseconds = patience;
  options.environment = m_home.environment();
  const CommandResult result =
      runCommand("testssl",
                 {"--quiet", "--color", "0", "--warnings", "off", "--openssl-timeout", "20", "--connect-timeout", "20",
                  "--add-ca", m_authority.path("ca.pem"), "--ip", "127.0.0.1", "--jsonfile", report,
                  QString("localhost:%1").arg(m_server.port(listener))},
                 options);
  QFile file(report);
  QVERIFY2(file.open(QIODevice::ReadOnly), result.text().constData());
  const QJsonArray findings = QJsonDocument::fromJson(file.readAll()).array();
  QVERIFY2(findings.size() > 100, result.text().constData());
  const QSet<QString> accepted = acceptedFor(profile);
  QStringList complaints;
  for (const auto& each : findings) {
    const QJsonObject finding = each.toObject();
    const QString severity = finding["severity"].toString();
    const QString id = finding["id"].toString();
    if (id == "scanProblem" || severity == "FATAL" ||
        (QStringList{"MEDIUM", "HIGH", "CRITICAL"}.contains(severity) && !accepted.contains(id))) {
      complaints << id + ' ' + severity + ": " + finding["finding"].toString();
    }
  }
  QVERIFY2(complaints.isEmpty(), qPrintable(complaints.join('\n')));
}

QTEST_GUILESS_MAIN(TestTestssl)
#include "test_testssl.moc"
