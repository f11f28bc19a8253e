// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The list of certificates follows the folder, and the picker shows what is chosen whatever the folder holds.

#include <QComboBox>
#include <QScrollBar>
#include <QTest>

#include "gui/certificates/certificate_list.h"
#include "gui/certificates/certificate_picker.h"
#include "gui/certificates/certificate_table.h"
#include "gui/certificates/certificate_words.h"
#include "server/certificates/identity.h"
#include "tests/support/temporary_home.h"

class TestCertificateList : public QObject {
  Q_OBJECT

 private slots:
  void init();
  void localhostIsListedBeforeItIsMade();
  void aNewCertificateAppears();
  void thePickerShowsWhatIsChosen();
  void choosingEmitsOnce();
  void aNarrowTableKeepsNamesAndDates();
  void daysAreToldInWords_data();
  void daysAreToldInWords();

 private:
  std::unique_ptr<TemporaryHome> m_home;
};

void TestCertificateList::init() {
  m_home = std::make_unique<TemporaryHome>();
  m_home->enter();
}

void TestCertificateList::localhostIsListedBeforeItIsMade() {
  CertificateList list;
  QCOMPARE(list.rowCount(), 1);
  QCOMPARE(list.entries().front().name, std::string("localhost"));
  QVERIFY(CertificateList::isToBeMade(list.entries().front()));
  QCOMPARE(list.index(0, CertificateList::DaysColumn).data().toString(), QStringLiteral("made on first use"));
}

void TestCertificateList::aNewCertificateAppears() {
  CertificateList list;
  QVERIFY(certificates::localhostFiles(CertificateList::storeFolder()));
  list.refresh();
  QTRY_VERIFY_WITH_TIMEOUT(!CertificateList::isToBeMade(*list.find("localhost")), 10'000);
  QCOMPARE(list.index(0, CertificateList::IssuerColumn).data().toString(), QStringLiteral("self-signed"));
  QVERIFY(list.index(0, CertificateList::NamesColumn).data().toString().contains(QStringLiteral("127.0.0.1")));
}

void TestCertificateList::thePickerShowsWhatIsChosen() {
  CertificateList list;
  CertificatePicker picker(list);
  QVERIFY(picker.text().startsWith(QStringLiteral("localhost")));
  picker.setReference(config::CertificateFiles{"/etc/site.pem", "/etc/site.key", {}});
  QVERIFY(picker.text().contains(QStringLiteral("site.pem")));
  picker.setReference(config::StoredCertificate{"gone"});
  QVERIFY(picker.text().contains(QStringLiteral("gone")));
  QVERIFY(picker.text().contains(QStringLiteral("not in the store")));
}

void TestCertificateList::choosingEmitsOnce() {
  CertificateList list;
  CertificatePicker picker(list);
  picker.setReference(config::StoredCertificate{"gone"});
  int chosen = 0;
  connect(&picker, &CertificatePicker::chosen, this, [&] { ++chosen; });
  picker.show();
  QVERIFY(QTest::qWaitForWindowExposed(&picker));
  QTest::keyClick(picker.comboBox(), Qt::Key_Up);
  QCOMPARE(chosen, 1);
  QVERIFY(*picker.reference() == config::CertificateReference(config::StoredCertificate{"localhost"}));
}

void TestCertificateList::aNarrowTableKeepsNamesAndDates() {
  CertificateList list;
  CertificateTable table(list, nullptr);
  table.resize(900, 200);
  table.show();
  QVERIFY(QTest::qWaitForWindowExposed(&table));
  QVERIFY(!table.isColumnHidden(CertificateList::IssuerColumn) && !table.isColumnHidden(CertificateList::UsersColumn));
  table.resize(400, 200);
  QTRY_VERIFY(table.isColumnHidden(CertificateList::IssuerColumn));
  QTRY_COMPARE(table.horizontalScrollBar()->maximum(), 0);
  for (const int column : {CertificateList::NameColumn, CertificateList::NamesColumn, CertificateList::DaysColumn})
    QVERIFY(!table.isColumnHidden(column) && table.columnWidth(column) > 0);
}

void TestCertificateList::daysAreToldInWords_data() {
  QTest::addColumn<int>("hours");
  QTest::addColumn<QString>("words");
  QTest::addColumn<int>("tone");
  QTest::newRow("far") << 24 * 100 + 1 << "100 day(s) left" << int(style::Tone::Good);
  QTest::newRow("soon") << 24 * 5 + 1 << "5 day(s) left" << int(style::Tone::Warning);
  QTest::newRow("today") << 5 << "expires within a day" << int(style::Tone::Warning);
  QTest::newRow("over") << -24 * 3 << "expired 3 day(s) ago" << int(style::Tone::Bad);
}

void TestCertificateList::daysAreToldInWords() {
  QFETCH(int, hours);
  QFETCH(int, tone);
  const base::UnixMilliseconds now = 1'800'000'000'000;
  certificates::CertificateFacts facts;
  facts.notAfter = now + qint64(hours) * 3'600'000;
  QTEST(certificateWords::daysLeft(facts, now), "words");
  QCOMPARE(int(certificateWords::tone(facts, now)), tone);
}

QTEST_MAIN(TestCertificateList)
#include "test_certificate_list.moc"
