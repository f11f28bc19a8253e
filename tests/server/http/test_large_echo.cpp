// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// 100 MiB to a server and back, with a client that takes it slowly: every byte is right, and the server's memory stays
// flat. Over TLS, with both protocols, by curl.

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QProcess>
#include <QRandomGenerator>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

namespace {

constexpr qint64 bodyBytes = 100 << 20;
constexpr qint64 mostGrowth = 8 << 10;  ///< KiB

QByteArray hashOf(const QString& path) {
  QFile file(path);
  QCryptographicHash hash(QCryptographicHash::Sha256);
  if (!file.open(QIODevice::ReadOnly) || !hash.addData(&file)) return {};
  return hash.result();
}

/// VmHWM or VmRSS of a process, in KiB.
qint64 memory(qint64 pid, const QByteArray& which) {
  QFile file(QStringLiteral("/proc/%1/status").arg(pid));
  if (!file.open(QIODevice::ReadOnly)) return -1;
  for (const QByteArray& line : file.readAll().split('\n')) {
    if (line.startsWith(which)) return line.mid(which.size() + 1).simplified().split(' ').first().toLongLong();
  }
  return -1;
}

}  // namespace

class TestLargeEcho : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase();
  void cleanupTestCase();
  void comesBackWhole_data();
  void comesBackWhole();

 private:
  QTemporaryDir m_folder;
  QProcess m_server;
  QString m_address;
  QByteArray m_hash;
};

void TestLargeEcho::initTestCase() {
  QFile body(m_folder.filePath("body"));
  QVERIFY(body.open(QIODevice::WriteOnly));
  QList<quint32> words((1 << 20) / 4);
  for (qint64 written = 0; written < bodyBytes; written += 1 << 20) {
    QRandomGenerator::global()->fillRange(words.data(), words.size());
    QVERIFY(body.write(reinterpret_cast<const char*>(words.constData()), 1 << 20) == 1 << 20);
  }
  body.close();
  m_hash = hashOf(m_folder.filePath("body"));
  m_server.setProcessChannelMode(QProcess::ForwardedErrorChannel);
  m_server.start(QCoreApplication::applicationDirPath() + "/echo_server", {"http2", m_folder.filePath("store")});
  QVERIFY(m_server.waitForReadyRead());
  m_address = QStringLiteral("https://127.0.0.1:%1").arg(m_server.readLine().trimmed().toInt());
}

void TestLargeEcho::cleanupTestCase() {
  m_server.closeWriteChannel();
  QVERIFY(m_server.waitForFinished());
  QCOMPARE(m_server.exitStatus(), QProcess::NormalExit);
  QCOMPARE(m_server.exitCode(), 0);
}

void TestLargeEcho::comesBackWhole_data() {
  QTest::addColumn<QStringList>("options");
  QTest::newRow("HTTP/1.1") << QStringList{"--http1.1"};
  QTest::newRow("HTTP/1.1 chunked") << QStringList{"--http1.1", "-H", "Transfer-Encoding: chunked"};
  QTest::newRow("HTTP/2") << QStringList{"--http2"};
}

void TestLargeEcho::comesBackWhole() {
  QFETCH(QStringList, options);
  const auto curl = [&](const QStringList& more) {
    return QProcess::execute("curl", QStringList{"-sk", "--fail", "--max-time", "100"} + options + more);
  };
  // What a first request costs, once and for all, is not growth.
  QCOMPARE(curl({m_address + "/", "-o", m_folder.filePath("page")}), 0);
  const qint64 before = memory(m_server.processId(), "VmRSS");
  // The limit makes the client the slow one.
  QCOMPARE(curl({"--limit-rate", "50M", "-T", m_folder.filePath("body"), m_address + "/echo", "-o",
                 m_folder.filePath("back")}),
           0);
  const qint64 most = memory(m_server.processId(), "VmHWM");
  QVERIFY(hashOf(m_folder.filePath("back")) == m_hash);
  qInfo("resident before: %lld KiB, most: %lld KiB", before, most);
  // AddressSanitizer's quarantine keeps what was freed.
  if (!qEnvironmentVariableIsSet("FORKYARD_SANITIZED"))
    QVERIFY2(most - before < mostGrowth, qPrintable(QString::number(most - before)));
}

QTEST_GUILESS_MAIN(TestLargeEcho)
#include "test_large_echo.moc"
