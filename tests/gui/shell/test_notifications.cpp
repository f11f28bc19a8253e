// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// What is told to the desktop, and what is not; and the tray's menu. The master is one whose answers the test decides.

#include <QMenu>
#include <QSignalSpy>
#include <QTest>

#include "gui/cluster/server_start.h"
#include "gui/profiles/profile_model.h"
#include "gui/profiles/profile_store.h"
#include "gui/settings/settings.h"
#include "gui/shell/notifications.h"
#include "gui/shell/tray_icon.h"
#include "server/certificates/certificate_issue.h"
#include "server/certificates/store_changes.h"
#include "tests/gui/cluster/fake_master.h"
#include "tests/support/temporary_home.h"

class TestNotifications : public QObject {
  Q_OBJECT

 private slots:
  void init();
  void cleanup();
  void aFailureIsToldOnce();
  void nothingIsToldWhenPutOff();
  void anExpiringCertificateIsToldAndOldNewsAreNot();
  void aServerRemindsAtThirtyFourteenAndSevenDays_data();
  void aServerRemindsAtThirtyFourteenAndSevenDays();
  void theTraysMenuListsServersAndOpensThem();

 private:
  std::unique_ptr<TemporaryHome> m_home;
  std::unique_ptr<Settings> m_settings;
};

void TestNotifications::init() {
  m_home = std::make_unique<TemporaryHome>();
  m_home->enter();
  m_settings = std::make_unique<Settings>();
}

void TestNotifications::cleanup() {
  m_settings.reset();
  m_home.reset();
}

void TestNotifications::aFailureIsToldOnce() {
  FakeMaster master(QStringLiteral("demo"));
  Cluster cluster(QStringLiteral("demo"), QString());
  Notifications notifications(*m_settings, nullptr);
  QSignalSpy told(&notifications, &Notifications::told);
  notifications.watch(&cluster);
  notifications.watch(&cluster);
  cluster.attach();
  QTRY_COMPARE(cluster.state(), Cluster::State::Running);
  QCOMPARE(told.size(), 0);
  master.status.title = "My <b>shop</b>";
  master.status.state = control::MasterState::CrashLooping;
  master.send(control::statsNotification(master.status));
  QTRY_COMPARE(told.size(), 1);
  QCOMPARE(told.front()[0].toString(), QStringLiteral("My <b>shop</b>"));
  master.send(control::statsNotification(master.status));
  master.status.state = control::MasterState::Failed;
  master.send(control::statsNotification(master.status));
  QTRY_COMPARE(told.size(), 2);
}

void TestNotifications::nothingIsToldWhenPutOff() {
  m_settings->setNotifications(false);
  FakeMaster master(QStringLiteral("demo"));
  Cluster cluster(QStringLiteral("demo"), QString());
  Notifications notifications(*m_settings, nullptr);
  QSignalSpy told(&notifications, &Notifications::told);
  notifications.watch(&cluster);
  cluster.attach();
  QTRY_COMPARE(cluster.state(), Cluster::State::Running);
  master.status.state = control::MasterState::Failed;
  master.send(control::statsNotification(master.status));
  QTRY_COMPARE(cluster.state(), Cluster::State::Failed);
  QCOMPARE(told.size(), 0);
}

void TestNotifications::anExpiringCertificateIsToldAndOldNewsAreNot() {
  Cluster cluster(QStringLiteral("demo"), QString());
  Notifications notifications(*m_settings, nullptr);
  QSignalSpy told(&notifications, &Notifications::told);
  notifications.watch(&cluster);
  control::Event event;
  event.kind = control::EventKind::CertificateExpiring;
  event.fields["days_left"] = std::int64_t{3};
  event.time = base::unixNow();
  control::Event old = event;
  old.time -= 3'600'000;
  emit cluster.eventsArrived({old, event});
  QCOMPARE(told.size(), 1);
  QVERIFY(told.front()[1].toString().contains(QStringLiteral("3")));
}

void TestNotifications::aServerRemindsAtThirtyFourteenAndSevenDays_data() {
  QTest::addColumn<int>("days");
  QTest::addColumn<bool>("isTold");
  for (const int days : {32, 29, 13, 6}) QTest::addRow("%d days", days) << days << (days <= 30);
}

void TestNotifications::aServerRemindsAtThirtyFourteenAndSevenDays() {
  QFETCH(int, days);
  QFETCH(bool, isTold);
  QVERIFY2(!ServerStart::program().isEmpty(), "build the target forkyard first");
  const auto key = certificates::generateKey(certificates::KeyType::P256);
  certificates::IssueRequest request;
  request.names = certificates::parseNames({"localhost"}).names;
  request.days = days;
  const auto certificate = certificates::selfSign(request, key->get(), base::unixNow());
  QVERIFY(certificate);
  const auto store = m_home->path(QStringLiteral("site")).toStdString();
  certificates::EntryContent content;
  content.certificate = certificate->get();
  content.key = key->get();
  QVERIFY(certificates::addEntry(store, "short", content));
  const QByteArray folder = QByteArray::fromStdString(store) + "/short/";
  const QString file = m_home->write(
      QStringLiteral("forkyard.toml"),
      "name = \"reminding\"\n[cluster]\nworkers = 1\n[[listener]]\nport = 0\nprotocol = \"https\"\ncertificates = [{ "
      "certificate = \"" +
          folder + "certificate.pem\", key = \"" + folder + "key.pem\" }]\n");
  Cluster cluster(QStringLiteral("reminding"), file);
  Notifications notifications(*m_settings, nullptr);
  QSignalSpy told(&notifications, &Notifications::told);
  bool isLoaded = false;
  connect(&cluster, &Cluster::eventsArrived, this, [&](const std::vector<control::Event>& events) {
    for (const control::Event& event : events) isLoaded = isLoaded || event.kind == control::EventKind::WorkerReady;
  });
  notifications.watch(&cluster);
  cluster.start();
  QTRY_VERIFY_WITH_TIMEOUT(isLoaded && cluster.state() == Cluster::State::Running, 20'000);
  if (isTold) {
    QTRY_COMPARE_WITH_TIMEOUT(told.size(), 1, 20'000);
    QCOMPARE(told.front()[0].toString(), QStringLiteral("reminding"));
    const QString text = told.front()[1].toString();
    QVERIFY2(text.contains(QString::number(days)) || text.contains(QString::number(days - 1)), qPrintable(text));
  }
  cluster.stop();
  QTRY_VERIFY_WITH_TIMEOUT(cluster.isStopped(), 20'000);
  QCOMPARE(told.size(), isTold ? 1 : 0);
}

void TestNotifications::theTraysMenuListsServersAndOpensThem() {
  ProfileStore store;
  ProfileModel servers(store);
  TrayIcon tray(servers, *m_settings);
  QVERIFY(!tray.isShown());  // opt-in
  QSignalSpy asked(&tray, &TrayIcon::serverAsked);
  const QMenu* menu = tray.fillMenu();
  QVERIFY2(menu->actions().front()->text().startsWith(QStringLiteral("demo")),
           qPrintable(menu->actions().front()->text()));
  menu->actions().front()->trigger();
  QCOMPARE(asked.size(), 1);
  QCOMPARE(asked.front().front().toString(), QStringLiteral("demo"));
}

QTEST_MAIN(TestNotifications)
#include "test_notifications.moc"
