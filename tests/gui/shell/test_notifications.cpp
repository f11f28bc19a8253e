// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// What is told to the desktop, and what is not; and the tray's menu. The master is one whose answers the test decides.

#include <QMenu>
#include <QSignalSpy>
#include <QTest>

#include "gui/profiles/profile_model.h"
#include "gui/profiles/profile_store.h"
#include "gui/settings/settings.h"
#include "gui/shell/notifications.h"
#include "gui/shell/tray_icon.h"
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
