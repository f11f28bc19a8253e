// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// What a public authority gets to see of a folder, and what nobody does.

#include <sys/stat.h>

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

#include "server/handlers/acme_challenge.h"
#include "tests/server/http/whole_answer.h"

class TestAcmeChallenge : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase();
  void showsTokensAndNothingElse_data();
  void showsTokensAndNothingElse();

 private:
  QTemporaryDir m_root;
};

void TestAcmeChallenge::initTestCase() {
  QDir root(m_root.path());
  QVERIFY(root.mkpath(".well-known/acme-challenge/folder"));
  const auto write = [&](const char* name, const QByteArray& content) {
    QFile file(root.filePath(name));
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(content), content.size());
  };
  write("secret", "not for you");
  write(".well-known/acme-challenge/to-ken_1", "to-ken_1.thumb");
  write(".well-known/acme-challenge/large", QByteArray(4097, 'x'));
  write(".well-known/acme-challenge/with.dot", "x");
  QVERIFY(QFile::link(root.filePath("secret"), root.filePath(".well-known/acme-challenge/link")));
  QCOMPARE(::mkfifo(QFile::encodeName(root.filePath(".well-known/acme-challenge/pipe")).constData(), 0600), 0);
}

void TestAcmeChallenge::showsTokensAndNothingElse_data() {
  QTest::addColumn<QString>("method");
  QTest::addColumn<QString>("target");
  QTest::addColumn<int>("status");
  const QString at = "/.well-known/acme-challenge/";
  QTest::newRow("a token") << "GET" << at + "to-ken_1" << 200;
  QTest::newRow("a token, with a query") << "GET" << at + "to-ken_1?x" << 200;
  QTest::newRow("its head") << "HEAD" << at + "to-ken_1" << 200;
  QTest::newRow("POST") << "POST" << at + "to-ken_1" << 405;
  QTest::newRow("none") << "GET" << at << 404;
  QTest::newRow("not there") << "GET" << at + "nothing" << 404;
  QTest::newRow("a folder") << "GET" << at + "folder" << 404;
  QTest::newRow("a pipe") << "GET" << at + "pipe" << 404;
  QTest::newRow("a link that leads out") << "GET" << at + "link" << 404;
  QTest::newRow("too large") << "GET" << at + "large" << 404;
  QTest::newRow("a dot") << "GET" << at + "with.dot" << 404;
  QTest::newRow("out of the folder") << "GET" << at + "../../secret" << 404;
  QTest::newRow("out of the folder, encoded") << "GET" << at + "..%2f..%2fsecret" << 404;
  QTest::newRow("129 letters") << "GET" << at + QString(129, 'a') << 404;
  QTest::newRow("elsewhere") << "GET"
                             << "/secret" << 404;
}

void TestAcmeChallenge::showsTokensAndNothingElse() {
  QFETCH(QString, method);
  QFETCH(QString, target);
  QFETCH(int, status);
  handlers::AcmeChallenge handler(m_root.path().toStdString());
  http::Request request;
  request.method = method.toStdString();
  request.target = target.toStdString();
  WholeAnswer answer;
  handler.handle(request, answer);
  QCOMPARE(answer.status, status);
  if (status == 200) QCOMPARE(answer.body, std::string("to-ken_1.thumb"));
  QVERIFY(answer.body.find("not for you") == std::string::npos);
}

QTEST_GUILESS_MAIN(TestAcmeChallenge)
#include "test_acme_challenge.moc"
