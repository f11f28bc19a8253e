// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The file of the secret: what is fit, what is said of each that is not, and how one is made.

#include <sys/stat.h>

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include "server/certificates/ticket_secret.h"

using base::ProblemCode;
using certificates::TicketSecretMaking;

class TestTicketSecret : public QObject {
  Q_OBJECT

 private slots:
  void whatIsFitIsRead();
  void saysWhatIsWrongWithTheFile_data();
  void saysWhatIsWrongWithTheFile();
  void aFolderIsNoSecret();
  void oneIsMadeForItsOwnerAlone();
  void noneIsEverOverwritten();
  void saysWhyNoneCanBeMade();

 private:
  [[nodiscard]] QString write(const char* name, const QByteArray& bytes, mode_t mode = 0600) const {
    QFile file(m_folder.filePath(name));
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size()) return {};
    file.close();
    ::chmod(qPrintable(file.fileName()), mode);
    return file.fileName();
  }
  [[nodiscard]] static QByteArray read(const QString& name) {
    QFile file(name);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
  }
  /// A file of this folder.
  [[nodiscard]] std::filesystem::path path(const char* name) const { return m_folder.filePath(name).toStdString(); }

  QTemporaryDir m_folder;
};

void TestTicketSecret::whatIsFitIsRead() {
  const QByteArray bytes(32, '\0');
  for (const mode_t mode : {mode_t{0600}, mode_t{0400}}) {
    const auto secret = certificates::readTicketSecret(write("fit", bytes, mode).toStdString());
    QVERIFY(secret && secret->view() == std::string_view(bytes.data(), 32));
    QVERIFY(QFile::remove(m_folder.filePath("fit")));
  }
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
  const auto secret = certificates::readTicketSecret(file.toStdString());
  QVERIFY(!secret);
  QList<int> found;
  for (const base::Problem& problem : secret.error().problems) {
    found << static_cast<int>(problem.code);
    QCOMPARE(problem.file, file.toStdString());
    const std::string sentence = base::sentence(problem);
    QVERIFY2(sentence.find('{') == std::string::npos, sentence.c_str());
  }
  QCOMPARE(found, codes);
}

void TestTicketSecret::aFolderIsNoSecret() {
  const auto folder = certificates::readTicketSecret(m_folder.path().toStdString());
  QVERIFY(!folder);
  QCOMPARE(folder.error().problems.front().code, ProblemCode::TicketSecretUnreadable);
  const auto none = certificates::readTicketSecret(path("it's not here"));
  QVERIFY(!none);
  const base::Problem& missing = none.error().problems.front();
  QCOMPARE(missing.code, ProblemCode::TicketSecretMissing);
  QVERIFY(missing.arguments.at("command").starts_with("(umask 077; openssl rand -base64 48 > '"));
}

void TestTicketSecret::oneIsMadeForItsOwnerAlone() {
  const mode_t before = ::umask(0);
  const auto one = certificates::makeTicketSecret(path("one.secret"));
  const auto two = certificates::makeTicketSecret(path("two.secret"));
  ::umask(before);
  QVERIFY(one && *one == TicketSecretMaking::Made);
  QVERIFY(two && *two == TicketSecretMaking::Made);
  struct stat status {};
  QCOMPARE(::stat(path("one.secret").c_str(), &status), 0);
  QCOMPARE(status.st_mode & 07777U, mode_t{0600});
  const QByteArray text = read(m_folder.filePath("one.secret"));
  QCOMPARE(text.size(), 65);
  QVERIFY(text.endsWith('\n'));
  const auto decoded = QByteArray::fromBase64Encoding(text.chopped(1), QByteArray::AbortOnBase64DecodingErrors);
  QVERIFY(decoded);
  QCOMPARE(decoded.decoded.size(), 48);
  QVERIFY(text != read(m_folder.filePath("two.secret")));
  QVERIFY(certificates::readTicketSecret(path("one.secret")).has_value());
}

void TestTicketSecret::noneIsEverOverwritten() {
  const QString file = write("there.secret", "of another machine", 0640);
  const auto there = certificates::makeTicketSecret(file.toStdString());
  QVERIFY(there && *there == TicketSecretMaking::AlreadyThere);
  QCOMPARE(read(file), QByteArray("of another machine"));
  // Through a link to nothing it would be made somewhere else.
  std::filesystem::create_symlink(path("elsewhere"), path("link.secret"));
  const auto link = certificates::makeTicketSecret(path("link.secret"));
  QVERIFY(link && *link == TicketSecretMaking::AlreadyThere);
  QVERIFY(!std::filesystem::exists(path("elsewhere")));
}

void TestTicketSecret::saysWhyNoneCanBeMade() {
  const auto made = certificates::makeTicketSecret(path("no such folder") / "tickets.secret");
  QVERIFY(!made);
  const base::Problem& problem = made.error().problems.front();
  QCOMPARE(problem.code, ProblemCode::TicketSecretNotMade);
  QCOMPARE(problem.arguments.at("reason"), std::string("no such file or directory"));
}

QTEST_GUILESS_MAIN(TestTicketSecret)
#include "test_ticket_secret.moc"
