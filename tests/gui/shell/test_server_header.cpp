// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// What the top of a server's page says of its sessions, while a master whose answers the test decides says it.

#include <QDateTime>
#include <QLabel>
#include <QPushButton>
#include <QTest>

#include "gui/certificates/certificate_list.h"
#include "gui/shell/server_header.h"
#include "gui/shell/sessions_line.h"
#include "gui/shell/trust_line.h"
#include "gui/style/elided_label.h"
#include "tests/gui/cluster/fake_master.h"
#include "tests/gui/shell/widgets.h"
#include "tests/support/temporary_home.h"

class TestServerHeader : public QObject {
  Q_OBJECT

 private slots:
  void init();
  void cleanup();
  void saysWhereSessionsAre_data();
  void saysWhereSessionsAre();
  void anOutageIsSaidUntilItIsOver();
  void nothingElseMoves();
  void whereThereIsLittleRoomItIsShort();
  void buttonsLoseTheirWordsBeforeTheTrustLineDoes();

 private:
  void tell(const control::SessionsStatus& sessions);
  [[nodiscard]] const SessionsLine* line() const { return m_header->findChild<SessionsLine*>(); }

  std::unique_ptr<TemporaryHome> m_home;
  std::unique_ptr<FakeMaster> m_master;
  std::unique_ptr<CertificateList> m_certificates;
  std::unique_ptr<ServerHeader> m_header;
  std::unique_ptr<Cluster> m_cluster;
};

void TestServerHeader::init() {
  m_home = std::make_unique<TemporaryHome>();
  m_home->enter();
  m_master = std::make_unique<FakeMaster>(QStringLiteral("demo"));
  m_certificates = std::make_unique<CertificateList>();
  m_header = std::make_unique<ServerHeader>(*m_certificates);
  m_cluster = std::make_unique<Cluster>(QStringLiteral("demo"), QString());
  m_header->resize(1000, 90);
  m_header->setVisible(true);
  m_header->setCluster(m_cluster.get());
  m_cluster->attach();
  QTRY_COMPARE(m_cluster->state(), Cluster::State::Running);
}

void TestServerHeader::cleanup() {
  m_header.reset();
  m_cluster.reset();
  m_certificates.reset();
  m_master.reset();
  m_home.reset();
}

void TestServerHeader::tell(const control::SessionsStatus& sessions) {
  m_master->status.sessions = sessions;
  m_master->send(control::statsNotification(m_master->status));
  QTRY_VERIFY(m_cluster->status().sessions == sessions);
}

void TestServerHeader::saysWhereSessionsAre_data() {
  QTest::addColumn<QByteArray>("store");
  QTest::addColumn<QString>("text");
  QTest::newRow("nowhere") << QByteArray() << "";
  QTest::newRow("worker") << QByteArray("worker") << "";
  QTest::newRow("cluster") << QByteArray("cluster") << "Sessions: in this server";
  QTest::newRow("redis") << QByteArray("redis") << "Sessions: Redis";
  QTest::newRow("of a newer server") << QByteArray("moon") << "";
}

void TestServerHeader::saysWhereSessionsAre() {
  QFETCH(QByteArray, store);
  QFETCH(QString, text);
  tell({.store = store.toStdString()});
  QCOMPARE(line()->text(), text);
  QCOMPARE(line()->isVisible(), !text.isEmpty());
}

void TestServerHeader::anOutageIsSaidUntilItIsOver() {
  const QDateTime now = QDateTime::currentDateTime();
  const QString clock = now.time().toString(QStringLiteral("HH:mm:ss"));
  tell({.store = "redis"});
  tell({.store = "redis", .downSince = now.toMSecsSinceEpoch(), .reason = "connection refused"});
  QCOMPARE(line()->text(), QStringLiteral("Sessions: Redis does not answer since ") + clock);
  QVERIFY(line()->toolTip().endsWith(QLatin1String(": connection refused")));
  QVERIFY(named<QLabel>(m_header.get(), line()->text()));
  tell({.store = "redis"});
  QCOMPARE(line()->text(), QStringLiteral("Sessions: Redis"));
  tell({.store = "cluster", .downSince = now.toMSecsSinceEpoch(), .reason = "its process has ended"});
  QCOMPARE(line()->text(), QStringLiteral("Sessions: their process does not answer since ") + clock);
  const QDateTime before = now.addDays(-3);
  tell({.store = "redis", .downSince = before.toMSecsSinceEpoch(), .reason = "connection refused"});
  QVERIFY(line()->text().endsWith(QLocale().toString(before, QLocale::ShortFormat)));
  m_header->setCluster(nullptr);
  QVERIFY(!line()->isVisible());
}

void TestServerHeader::nothingElseMoves() {
  tell({});
  const QAbstractButton* reload = button(m_header.get(), QStringLiteral("Reload"));
  QVERIFY(reload);
  const QRect before(reload->mapTo(m_header.get(), QPoint()), reload->size());
  const int height = m_header->sizeHint().height();
  tell({.store = "redis", .downSince = QDateTime::currentMSecsSinceEpoch(), .reason = "connection refused"});
  QTRY_VERIFY(line()->isVisible());
  QCoreApplication::processEvents();
  QCOMPARE(QRect(reload->mapTo(m_header.get(), QPoint()), reload->size()), before);
  QCOMPARE(m_header->sizeHint().height(), height);
}

void TestServerHeader::whereThereIsLittleRoomItIsShort() {
  SessionsLine line;
  const QDateTime now = QDateTime::currentDateTime();
  line.setStatus({.store = "redis", .downSince = now.toMSecsSinceEpoch(), .reason = "connection refused"});
  line.setVisible(true);
  line.resize(line.sizeHint());
  QVERIFY(named<QLabel>(&line, line.text())->text() == line.text());
  line.resize(line.sizeHint().width() * 3 / 4, line.height());
  QCOMPARE(named<QLabel>(&line, line.text())->text(),
           QStringLiteral("No sessions since ") + now.time().toString(QStringLiteral("HH:mm")));
  line.resize(line.sizeHint());
  QVERIFY(named<QLabel>(&line, line.text())->text() == line.text());
}

void TestServerHeader::buttonsLoseTheirWordsBeforeTheTrustLineDoes() {
  config::Config config;
  config.listeners.emplace_back().port = 9443;
  m_header->setServed(config);
  const auto* words = m_header->findChild<TrustLine*>()->findChild<ElidedLabel*>();
  const QString whole = QStringLiteral("Encrypted, but your browser will warn");
  QTRY_COMPARE(words->text(), whole);
  const auto hasWords = [this] { return button(m_header.get(), QStringLiteral("Copy")) != nullptr; };
  QVERIFY(hasWords());
  for (int width = m_header->width(); width > m_header->minimumSizeHint().width() && hasWords(); width -= 10) {
    m_header->resize(width, m_header->height());
    QCoreApplication::processEvents();
  }
  QVERIFY(!hasWords());
  QVERIFY(named<QPushButton>(m_header.get(), QStringLiteral("Copy the address")));
  QTRY_COMPARE(words->text(), whole);
  m_header->resize(1000, m_header->height());
  QTRY_VERIFY(hasWords());
}

QTEST_MAIN(TestServerHeader)
#include "test_server_header.moc"
