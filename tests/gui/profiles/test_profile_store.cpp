// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Profiles are files: listed, made, copied, moved away and back, watched, and edited without losing a comment.

#include <QDir>
#include <QFile>
#include <QSignalSpy>
#include <QTest>

#include "gui/profiles/certificate_users.h"
#include "gui/profiles/profile_folder.h"
#include "gui/profiles/profile_model.h"
#include "gui/profiles/profile_store.h"
#include "gui/profiles/setup_draft.h"
#include "tests/support/temporary_home.h"

namespace {

constexpr int patienceMs = 10'000;

const char byHand[] = R"(# My shop, do not touch the timeouts!
name = "shop"    # the control socket
title = "Shop"

[cluster]
workers = 2      # enough for us

[[listener]]
address = "127.0.0.1"
port = 8443      # the router forwards it
protocol = "http2"

[[route]]
path = "/"
handler = "hello"

# -- the end --
)";

}  // namespace

class TestProfileStore : public QObject {
  Q_OBJECT

 private slots:
  void init();
  void cleanup();
  void theFirstStartHasADemo();
  void createTakesAFreeNameAndPort();
  void duplicateKeepsComments();
  void aDuplicateSharesTlsSessionsWithNobody();
  void removeCanBeUndone();
  void aChangeOutsideIsTold();
  void aChangeRightAfterASaveIsTold_data();
  void aChangeRightAfterASaveIsTold();
  void tellsWhoUsesACertificate();
  void anEditLeavesEveryOtherByte();
  void aFileChangedMeanwhileIsNotOverwritten();
  void anInvalidFileIsAProfileWithItsProblem();
  void namesFitTheControlSocket_data();
  void namesFitTheControlSocket();
  void theModelTellsTitleStateAndPort();
  void anAdoptedFileIsEditedWhereItLies();
  void aLinkThatLeadsNowhereIsSaid();

 private:
  static void write(const QString& id, const QByteArray& text);
  static QByteArray read(const QString& id);

  std::unique_ptr<TemporaryHome> m_home;
};

void TestProfileStore::init() {
  m_home = std::make_unique<TemporaryHome>();
  m_home->enter();
}

void TestProfileStore::cleanup() {
  m_home.reset();
}

void TestProfileStore::write(const QString& id, const QByteArray& text) {
  const QString path = QString::fromStdString(profileFolder::fileOf(id).string());
  QVERIFY(QDir().mkpath(QFileInfo(path).path()));
  QFile file(path);
  QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
  file.write(text);
}

QByteArray TestProfileStore::read(const QString& id) {
  QFile file(QString::fromStdString(profileFolder::fileOf(id).string()));
  return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void TestProfileStore::theFirstStartHasADemo() {
  const ProfileStore store;
  QCOMPARE(store.profiles().size(), std::size_t{1});
  QCOMPARE(store.profiles().front().id, QStringLiteral("demo"));
  QVERIFY(store.profiles().front().config.has_value());
  QCOMPARE(store.profiles().front().port(), 8443);
  QCOMPARE(QFile::permissions(QString::fromStdString(profileFolder::fileOf(QStringLiteral("demo")).string())) &
               (QFile::ReadGroup | QFile::ReadOther),
           QFile::Permissions());
}

void TestProfileStore::createTakesAFreeNameAndPort() {
  ProfileStore store;
  QSignalSpy created(&store, &ProfileStore::created);
  store.create(QStringLiteral("Demo"));
  QVERIFY(created.wait(patienceMs));
  QCOMPARE(created.first().first().toString(), QStringLiteral("demo-2"));
  QCOMPARE(store.find(QStringLiteral("demo-2"))->title(), QStringLiteral("Demo"));
  QCOMPARE(store.find(QStringLiteral("demo-2"))->port(), 8444);
}

void TestProfileStore::duplicateKeepsComments() {
  write(QStringLiteral("shop"), byHand);
  ProfileStore store;
  QSignalSpy created(&store, &ProfileStore::created);
  store.duplicate(QStringLiteral("shop"));
  QVERIFY(created.wait(patienceMs));
  const QByteArray copy = read(QStringLiteral("shop-2"));
  QVERIFY(copy.contains("# the router forwards it"));
  QVERIFY(copy.contains("name = \"shop-2\"    # the control socket"));
  QVERIFY(copy.contains("port = 8444      # the router"));
  QVERIFY(store.find(QStringLiteral("shop-2"))->config.has_value());
}

void TestProfileStore::aDuplicateSharesTlsSessionsWithNobody() {
  write(QStringLiteral("shop"), QByteArray(byHand) + "\n[sessions]\nstore = \"redis\"\nticket_secret = \"a.secret\"\n");
  ProfileStore store;
  QSignalSpy created(&store, &ProfileStore::created);
  store.duplicate(QStringLiteral("shop"));
  QVERIFY(created.wait(patienceMs));
  const auto& copy = store.find(QStringLiteral("shop-2"))->config;
  QVERIFY(copy.has_value());
  QCOMPARE(copy->sessions.store, config::SessionStoreKind::Redis);
  QVERIFY(copy->sessions.ticketSecret.empty());
}

void TestProfileStore::removeCanBeUndone() {
  ProfileStore store;
  const QByteArray text = read(QStringLiteral("demo"));
  QSignalSpy removed(&store, &ProfileStore::removed);
  store.remove(QStringLiteral("demo"));
  QVERIFY(removed.wait(patienceMs));
  QVERIFY(store.profiles().empty());
  QSignalSpy created(&store, &ProfileStore::created);
  store.undoRemove();
  QVERIFY(created.wait(patienceMs));
  QCOMPARE(read(QStringLiteral("demo")), text);
}

void TestProfileStore::aChangeOutsideIsTold() {
  write(QStringLiteral("shop"), byHand);
  ProfileStore store;
  QSignalSpy changed(&store, &ProfileStore::profileChanged);
  for (const char* port : {"9001", "9002"}) {
    // An editor's way: a new file renamed over the old one, twice, as the second time the watch must be alive still.
    const QString path = QString::fromStdString(profileFolder::fileOf(QStringLiteral("shop")).string());
    QFile file(path + QStringLiteral("~"));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(QByteArray(byHand).replace("8443", port));
    file.close();
    QCOMPARE(std::rename(qPrintable(file.fileName()), qPrintable(path)), 0);
    QTRY_COMPARE_WITH_TIMEOUT(store.find(QStringLiteral("shop"))->port(), atoi(port), patienceMs);
  }
  QVERIFY(changed.size() >= 2);

  QSignalSpy list(&store, &ProfileStore::listChanged);
  write(QStringLiteral("another"), QByteArray(byHand).replace("shop", "another"));
  QTRY_VERIFY_WITH_TIMEOUT(store.find(QStringLiteral("another")) != nullptr, patienceMs);
  QVERIFY(!list.isEmpty());
}

// A save replaces the file, and its watch goes with the old one; a change before the new watch must still be seen.
// With many profiles the reading between the two takes a while.
void TestProfileStore::aChangeRightAfterASaveIsTold_data() {
  QTest::addColumn<int>("delayMs");
  for (int delayMs = 100; delayMs <= 240; delayMs += 20) QTest::addRow("%d ms", delayMs) << delayMs;
}

void TestProfileStore::aChangeRightAfterASaveIsTold() {
  QFETCH(const int, delayMs);
  write(QStringLiteral("shop"), byHand);
  for (int i = 0; i < 100; ++i) write(QStringLiteral("other-%1").arg(i), byHand);
  ProfileStore store;
  QByteArray text(byHand);
  text.replace("8443", "8444");
  bool saved = false;
  store.save(QStringLiteral("shop"), byHand, text.toStdString(), [&saved](const auto&) { saved = true; });
  QTRY_VERIFY_WITH_TIMEOUT(saved, patienceMs);
  QTest::qWait(delayMs);
  text.replace("8444", "8445");
  write(QStringLiteral("shop"), text);
  QTRY_COMPARE_WITH_TIMEOUT(store.find(QStringLiteral("shop"))->port(), 8445, patienceMs);
}

void TestProfileStore::tellsWhoUsesACertificate() {
  write(QStringLiteral("one"), "title = 'One'\n[[listener]]\n[[listener]]\nport = 1\n[[route]]\n");
  write(QStringLiteral("two"), "title = 'Two'\n[[listener]]\ncertificates = ['shop', 'localhost']\n[[route]]\n");
  write(QStringLiteral("plain"), "title = 'Plain'\n[[listener]]\nprotocol = 'http'\n[[route]]\n");
  const QHash<QString, QStringList> users = certificateUsers(ProfileStore());
  QCOMPARE(users.size(), 2);
  QCOMPARE(users.value(QStringLiteral("localhost")), QStringList({"One", "Two"}));
  QCOMPARE(users.value(QStringLiteral("shop")), QStringList({"Two"}));
}

void TestProfileStore::anEditLeavesEveryOtherByte() {
  write(QStringLiteral("shop"), byHand);
  ProfileStore store;
  SetupDraft draft;
  draft.reset(*store.find(QStringLiteral("shop")));
  config::Config edited = draft.edited();
  edited.listeners.front().port = 9443;
  edited.cluster.workers = 3;
  draft.edit(edited);
  QCOMPARE(draft.changeCount(), 2);
  bool done = false;
  store.save(QStringLiteral("shop"), draft.profile().text, *draft.text(), [&](const auto& outcome) {
    QVERIFY(outcome.has_value());
    done = true;
  });
  QTRY_VERIFY_WITH_TIMEOUT(done, patienceMs);
  QByteArray wanted = byHand;
  wanted.replace("port = 8443", "port = 9443").replace("workers = 2", "workers = 3");
  QCOMPARE(read(QStringLiteral("shop")), wanted);
}

void TestProfileStore::aFileChangedMeanwhileIsNotOverwritten() {
  write(QStringLiteral("shop"), byHand);
  ProfileStore store;
  SetupDraft draft;
  draft.reset(*store.find(QStringLiteral("shop")));
  config::Config edited = draft.edited();
  edited.listeners.front().port = 9443;
  draft.edit(edited);
  const QByteArray theirs = QByteArray(byHand).replace("Shop", "Their shop");
  write(QStringLiteral("shop"), theirs);
  std::optional<config::SaveOutcome> outcome;
  store.save(QStringLiteral("shop"), draft.profile().text, *draft.text(),
             [&](const auto& result) { outcome = result ? std::optional(*result) : std::nullopt; });
  QTRY_VERIFY_WITH_TIMEOUT(outcome.has_value(), patienceMs);
  QCOMPARE(*outcome, config::SaveOutcome::ChangedOnDisk);
  QCOMPARE(read(QStringLiteral("shop")), theirs);
}

void TestProfileStore::anInvalidFileIsAProfileWithItsProblem() {
  write(QStringLiteral("shop"), "name = \"shop\"\n[cluster]\nworkers = -1\n");
  const ProfileStore store;
  const Profile* shop = store.find(QStringLiteral("shop"));
  QVERIFY(shop && !shop->config);
  QVERIFY(!shop->problems.empty());
  QCOMPARE(shop->problems.front().line, 3);
  QCOMPARE(shop->title(), QStringLiteral("shop"));
}

void TestProfileStore::namesFitTheControlSocket_data() {
  QTest::addColumn<QString>("wish");
  QTest::addColumn<QString>("name");
  QTest::newRow("words") << "My Demo!"
                         << "my-demo";
  QTest::newRow("other script") << QStringLiteral("나의 서버") << "server";
  QTest::newRow("taken") << "demo"
                         << "demo-2";
  QTest::newRow("path") << "../../etc"
                        << "etc";
  QTest::newRow("long") << QString(80, QLatin1Char('a')) << QString(36, QLatin1Char('a'));
  QTest::newRow("empty") << ""
                         << "server";
}

void TestProfileStore::namesFitTheControlSocket() {
  QFETCH(QString, wish);
  QTEST(profileFolder::freeName(wish, {QStringLiteral("demo")}), "name");
}

void TestProfileStore::theModelTellsTitleStateAndPort() {
  write(QStringLiteral("shop"), byHand);
  ProfileStore store;
  const ProfileModel model(store);
  const int row = model.rowOf(QStringLiteral("shop"));
  const QModelIndex index = model.index(row);
  QCOMPARE(index.data().toString(), QStringLiteral("Shop"));
  QCOMPARE(index.data(ProfileModel::PortRole).toInt(), 8443);
  QCOMPARE(index.data(ProfileModel::StateWordRole).toString(), QStringLiteral("Stopped"));
  QVERIFY(index.data(Qt::AccessibleTextRole).toString().contains(QStringLiteral("8443")));
  QVERIFY(model.running().empty());
}

void TestProfileStore::anAdoptedFileIsEditedWhereItLies() {
  const QString file = m_home->write(QStringLiteral("shop.toml"), byHand);
  ProfileStore store;
  QSignalSpy created(&store, &ProfileStore::created);
  store.adopt(file.toStdString(), QStringLiteral("shop"));
  QTRY_COMPARE_WITH_TIMEOUT(created.size(), 1, patienceMs);
  const Profile* profile = store.find(QStringLiteral("shop"));
  QVERIFY(profile);
  QCOMPARE(profile->title(), QStringLiteral("Shop"));
  const std::string before = profile->text;
  bool saved = false;
  store.save(QStringLiteral("shop"), before, before + "# by the panel\n",
             [&](const auto& outcome) { saved = outcome && *outcome == config::SaveOutcome::Saved; });
  QTRY_VERIFY_WITH_TIMEOUT(saved, patienceMs);
  QFile theirs(file);
  QVERIFY(theirs.open(QIODevice::ReadOnly));
  QVERIFY(theirs.readAll().endsWith("# by the panel\n"));
  QVERIFY(QFileInfo(QString::fromStdString(profileFolder::fileOf(QStringLiteral("shop")).string())).isSymLink());

  // Taken off the list, the file stays where it is; and the list takes it back.
  QSignalSpy removed(&store, &ProfileStore::removed);
  store.remove(QStringLiteral("shop"));
  QTRY_COMPARE_WITH_TIMEOUT(removed.size(), 1, patienceMs);
  QVERIFY(QFile::exists(file));
  store.undoRemove();
  QTRY_VERIFY_WITH_TIMEOUT(store.find(QStringLiteral("shop")) != nullptr, patienceMs);
}

void TestProfileStore::aLinkThatLeadsNowhereIsSaid() {
  const QString file = m_home->write(QStringLiteral("shop.toml"), byHand);
  QVERIFY(profileFolder::adopt(file.toStdString(), QStringLiteral("shop")));
  QVERIFY(QFile::remove(file));
  const ProfileStore store;
  const Profile* profile = store.find(QStringLiteral("shop"));
  QVERIFY(profile && !profile->config);
  QCOMPARE(profile->problems.front().code, base::ProblemCode::ConfigUnreadable);
}

QTEST_MAIN(TestProfileStore)
#include "test_profile_store.moc"
