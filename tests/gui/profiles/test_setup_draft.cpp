// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Changes are counted, dropped, and brought together with what somebody else wrote.

#include <QSignalSpy>
#include <QTest>

#include "gui/profiles/compare_dialog.h"
#include "gui/profiles/file_in_use.h"
#include "gui/profiles/setup_draft.h"
#include "server/config/config_toml.h"

namespace {

constexpr char original[] =
    "name = \"demo\"\n[cluster]\nworkers = 2\n[[listener]]\nport = 8443\n[[route]]\nhandler = \"hello\"\n";

Profile profileOf(const std::string& text) {
  Profile profile;
  profile.id = QStringLiteral("demo");
  profile.file = "/nowhere/forkyard.toml";
  profile.text = text;
  if (auto config = config::parse(text, profile.file)) profile.config = *config;
  return profile;
}

std::string with(std::string text, const std::string& from, const std::string& to) {
  return text.replace(text.find(from), from.size(), to);
}

}  // namespace

class TestSetupDraft : public QObject {
  Q_OBJECT

 private slots:
  void init();
  void countsWhatDiffers();
  void goingBackIsNoChange();
  void withoutChangesTheFileIsTaken();
  void withChangesItIsAConflict();
  void keepingMineKeepsTheirsToo();
  void takingTheFileDropsMine();
  void aFileIsNewerOnlyByWhatTheServerDoes();
  void newsOfTheServerAreTakenForAMoment();
  void linesAreCompared_data();
  void linesAreCompared();

 private:
  void setPort(int port);
  std::unique_ptr<SetupDraft> m_draft;
};

void TestSetupDraft::init() {
  m_draft = std::make_unique<SetupDraft>();
  m_draft->reset(profileOf(original));
  QVERIFY(m_draft->isEditable());
}

void TestSetupDraft::setPort(int port) {
  config::Config edited = m_draft->edited();
  edited.listeners.front().port = port;
  m_draft->edit(edited);
}

void TestSetupDraft::countsWhatDiffers() {
  QSignalSpy changed(m_draft.get(), &SetupDraft::changed);
  QCOMPARE(m_draft->changeCount(), 0);
  setPort(9000);
  QCOMPARE(m_draft->changeCount(), 1);
  QCOMPARE(changed.size(), 1);
  QVERIFY(m_draft->text()->find("port = 9000") != std::string::npos);
}

void TestSetupDraft::goingBackIsNoChange() {
  setPort(9000);
  setPort(8443);
  QCOMPARE(m_draft->changeCount(), 0);
}

void TestSetupDraft::withoutChangesTheFileIsTaken() {
  m_draft->handleFileRead(profileOf(with(original, "8443", "9001")));
  QVERIFY(!m_draft->isConflict());
  QCOMPARE(m_draft->edited().listeners.front().port, 9001);
}

void TestSetupDraft::withChangesItIsAConflict() {
  setPort(9000);
  m_draft->handleFileRead(profileOf(with(original, "workers = 2", "workers = 5")));
  QVERIFY(m_draft->isConflict());
  QCOMPARE(m_draft->edited().listeners.front().port, 9000);
  // Put back as it was: no conflict any more.
  m_draft->handleFileRead(profileOf(original));
  QVERIFY(!m_draft->isConflict());
}

void TestSetupDraft::keepingMineKeepsTheirsToo() {
  setPort(9000);
  m_draft->handleFileRead(profileOf(with(original, "workers = 2", "workers = 5")));
  QVERIFY(m_draft->keepMine());
  QVERIFY(!m_draft->isConflict());
  QCOMPARE(m_draft->changeCount(), 1);
  QCOMPARE(m_draft->edited().listeners.front().port, 9000);
  QCOMPARE(m_draft->edited().cluster.workers.value(), 5);
}

void TestSetupDraft::takingTheFileDropsMine() {
  setPort(9000);
  m_draft->handleFileRead(profileOf(with(original, "8443", "9001")));
  m_draft->takeFile();
  QCOMPARE(m_draft->changeCount(), 0);
  QCOMPARE(m_draft->edited().listeners.front().port, 9001);
}

void TestSetupDraft::aFileIsNewerOnlyByWhatTheServerDoes() {
  FileInUse used;
  QVERIFY(!used.isOlderThan(profileOf(original)));  // nothing is known of a server of before
  used.take(profileOf(original));
  QVERIFY(!used.isOlderThan(profileOf(std::string(original) + "# a note\n")));
  QVERIFY(!used.isOlderThan(profileOf(with(original, "workers = 2", "workers = 5"))));
  const Profile other = profileOf(with(original, "8443", "9443"));
  QVERIFY(used.isOlderThan(other));
  used.take(other);
  QVERIFY(!used.isOlderThan(other));
  used.take(profileOf(original));
  used.forget(QStringLiteral("demo"));
  QVERIFY(!used.isOlderThan(other));
}

void TestSetupDraft::newsOfTheServerAreTakenForAMoment() {
  FileInUse used;
  control::Event event;
  event.kind = control::EventKind::WorkerForked;
  event.time = 10'000;
  QVERIFY(!used.takeNews({event}));
  event.kind = control::EventKind::ConfigAccepted;
  QVERIFY(used.takeNews({event}));
  QVERIFY(used.isJustRead(11'000));
  QVERIFY(!used.isJustRead(60'000));
  used.forgetNews();
  QVERIFY(!used.isJustRead(11'000));
}

void TestSetupDraft::linesAreCompared_data() {
  QTest::addColumn<QStringList>("left");
  QTest::addColumn<QStringList>("right");
  QTest::addColumn<QList<int>>("onlyLeft");
  QTest::addColumn<QList<int>>("onlyRight");
  const QStringList abc{"a", "b", "c"};
  QTest::newRow("same") << abc << abc << QList<int>{} << QList<int>{};
  QTest::newRow("changed") << abc << QStringList{"a", "x", "c"} << QList<int>{1} << QList<int>{1};
  QTest::newRow("added") << abc << QStringList{"a", "b", "n", "c"} << QList<int>{} << QList<int>{2};
  QTest::newRow("removed") << abc << QStringList{"a", "c"} << QList<int>{1} << QList<int>{};
  QTest::newRow("empty") << QStringList{} << abc << QList<int>{} << QList<int>{0, 1, 2};
}

void TestSetupDraft::linesAreCompared() {
  QFETCH(QStringList, left);
  QFETCH(QStringList, right);
  const LineDifference difference = compareLines(left, right);
  QTEST(difference.left, "onlyLeft");
  QTEST(difference.right, "onlyRight");
}

QTEST_MAIN(TestSetupDraft)
#include "test_setup_draft.moc"
