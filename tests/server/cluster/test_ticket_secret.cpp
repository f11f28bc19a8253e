// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The file of the secret: what is fit, and what is said of each that is not.

#include <sys/stat.h>

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include "server/cluster/ticket_secret.h"

using base::ProblemCode;

class TestTicketSecret : public QObject {
  Q_OBJECT

 private slots:
  void noneIsNoSeal() { QVERIFY(*cluster::loadTicketSeal({}) == nullptr); }
  void theSameBytesMakeTheSameSeal();
  void saysWhatIsWrongWithTheFile_data();
  void saysWhatIsWrongWithTheFile();
  void aFolderIsNoSecret();

 private:
  [[nodiscard]] QString write(const char* name, const QByteArray& bytes, mode_t mode = 0600) const {
    QFile file(m_folder.filePath(name));
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size()) return {};
    file.close();
    ::chmod(qPrintable(file.fileName()), mode);
    return file.fileName();
  }
  static config::Config configOf(const QString& file, const char* name = "shop") {
    config::Config config;
    config.name = name;
    config.sessions.ticketSecret = file.toStdString();
    return config;
  }

  QTemporaryDir m_folder;
};

void TestTicketSecret::theSameBytesMakeTheSameSeal() {
  const QByteArray bytes(64, 'x');
  const auto one = cluster::loadTicketSeal(configOf(write("one", bytes)));
  const auto two = cluster::loadTicketSeal(configOf(write("two", bytes, 0400)));
  QVERIFY(one && two);
  QVERIFY((*one)->isSameAs(**two));
  const auto other = cluster::loadTicketSeal(configOf(write("three", bytes), "shop2"));
  QVERIFY(other && !(*one)->isSameAs(**other));
}

void TestTicketSecret::saysWhatIsWrongWithTheFile_data() {
  QTest::addColumn<QByteArray>("bytes");
  QTest::addColumn<int>("mode");
  QTest::addColumn<QList<int>>("codes");
  const auto row = [](const char* name, const QByteArray& bytes, int mode, const QList<ProblemCode>& codes) {
    QList<int> numbers;
    for (const ProblemCode code : codes) numbers << static_cast<int>(code);
    QTest::newRow(name) << bytes << mode << numbers;
  };
  row("short", QByteArray(31, 'x'), 0600, {ProblemCode::TicketSecretShort});
  row("empty", "", 0600, {ProblemCode::TicketSecretShort});
  row("others may read it", QByteArray(32, 'x'), 0604, {ProblemCode::TicketSecretPermissions});
  row("others may write it", QByteArray(32, 'x'), 0602, {ProblemCode::TicketSecretPermissions});
  row("both", "x", 0666, {ProblemCode::TicketSecretPermissions, ProblemCode::TicketSecretShort});
  row("too large", QByteArray(2 * 1024 * 1024, 'x'), 0600, {ProblemCode::TicketSecretUnreadable});
}

void TestTicketSecret::saysWhatIsWrongWithTheFile() {
  QFETCH(QByteArray, bytes);
  QFETCH(int, mode);
  QFETCH(QList<int>, codes);
  const QString file = write("secret", bytes, static_cast<mode_t>(mode));
  const auto seal = cluster::loadTicketSeal(configOf(file));
  QVERIFY(!seal);
  QList<int> found;
  for (const base::Problem& problem : seal.error().problems) {
    found << static_cast<int>(problem.code);
    QCOMPARE(problem.key, std::string("sessions.ticket_secret"));
    QCOMPARE(problem.file, file.toStdString());
    const std::string sentence = base::sentence(problem);
    QVERIFY2(sentence.find('{') == std::string::npos, sentence.c_str());
  }
  QCOMPARE(found, codes);
}

void TestTicketSecret::aFolderIsNoSecret() {
  const auto folder = cluster::loadTicketSeal(configOf(m_folder.path()));
  QVERIFY(!folder);
  QCOMPARE(folder.error().problems.front().code, ProblemCode::TicketSecretUnreadable);
  const auto none = cluster::loadTicketSeal(configOf(m_folder.filePath("it's not here")));
  QVERIFY(!none);
  const base::Problem& missing = none.error().problems.front();
  QCOMPARE(missing.code, ProblemCode::TicketSecretMissing);
  QVERIFY(missing.arguments.at("command").starts_with("(umask 077; openssl rand -base64 48 > '"));
}

QTEST_GUILESS_MAIN(TestTicketSecret)
#include "test_ticket_secret.moc"
