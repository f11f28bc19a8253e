// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The window without a running server: keys, pages, files that are wrong or change, language and theme.

#include <QApplication>
#include <QFile>
#include <QLabel>
#include <QListView>
#include <QMenuBar>
#include <QScrollBar>
#include <QSpinBox>
#include <QTest>
#include <algorithm>

#include "gui/certificates/certificate_page.h"
#include "gui/profiles/profile_folder.h"
#include "gui/settings/language.h"
#include "gui/settings/settings.h"
#include "gui/shell/main_window.h"
#include "gui/shell/server_page.h"
#include "gui/style/form_scroll.h"
#include "gui/style/theme.h"
#include "tests/gui/shell/widgets.h"
#include "tests/support/temporary_home.h"

class TestMainWindow : public QObject {
  Q_OBJECT

 private slots:
  void init();
  void cleanup();
  void startsWithOneReadyServer();
  void stoppedItTeachesWhatStartWillDo();
  void newDuplicateRemoveAndUndo();
  void anInvalidFileStaysInTheListWithItsPlace();
  void aFileChangedOutsideIsTakenOrAskedAbout();
  void editsCollectAndAreDiscarded();
  void theMenuOffersWhatThePageOffers();
  void theLanguageSwitchesAtOnce();
  void theThemeSwitchesAtOnce();
  void nothingIsClippedAtFourteenPoints_data();
  void nothingIsClippedAtFourteenPoints();
  void inALowWindowTheSetupScrolls();
  void theWindowRemembersItsSize();

 private:
  void open();
  [[nodiscard]] QString texts() const;
  void writeFile(const QByteArray& text) const;
  [[nodiscard]] QByteArray readFile() const;

  std::unique_ptr<TemporaryHome> m_home;
  std::unique_ptr<Settings> m_settings;
  std::unique_ptr<MainWindow> m_window;
  QFont m_font;
};

void TestMainWindow::init() {
  m_font = QApplication::font();
  m_home = std::make_unique<TemporaryHome>();
  m_home->enter();
  open();
}

void TestMainWindow::open() {
  m_settings = std::make_unique<Settings>();
  m_window = std::make_unique<MainWindow>(*m_settings);
  m_window->show();
  QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
}

void TestMainWindow::cleanup() {
  m_window.reset();
  m_settings.reset();
  m_home.reset();
  QApplication::setFont(m_font);
}

QString TestMainWindow::texts() const {
  QStringList all;
  for (const QLabel* label : m_window->findChildren<QLabel*>()) {
    if (label->isVisible()) all += label->text();
  }
  return all.join(QLatin1Char('\n'));
}

void TestMainWindow::writeFile(const QByteArray& text) const {
  QFile file(QString::fromStdString(profileFolder::fileOf(QStringLiteral("demo")).string()));
  QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
  file.write(text);
}

QByteArray TestMainWindow::readFile() const {
  QFile file(QString::fromStdString(profileFolder::fileOf(QStringLiteral("demo")).string()));
  return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void TestMainWindow::startsWithOneReadyServer() {
  QCOMPARE(int(m_window->servers().listed().size()), 1);
  QCOMPARE(m_window->serverPage()->serverId(), QStringLiteral("demo"));
  QVERIFY(button(m_window.get(), QStringLiteral("Start"))->isEnabled());
}

void TestMainWindow::stoppedItTeachesWhatStartWillDo() {
  QVERIFY(texts().contains(QStringLiteral("What Start will do")));
  QVERIFY(texts().contains(QStringLiteral("8443")));
}

void TestMainWindow::newDuplicateRemoveAndUndo() {
  QVERIFY(click(m_window.get(), QStringLiteral("New server")));
  QTRY_COMPARE(int(m_window->servers().listed().size()), 2);
  QTRY_COMPARE(m_window->serverPage()->serverId(), QStringLiteral("new-server"));
  QVERIFY(m_window->serverPage()->draft().profile().port() != 8443);

  auto* list = named<QListView>(m_window.get(), QStringLiteral("Servers"));
  QVERIFY(list);
  list->setFocus();
  QTest::keyClick(list, Qt::Key_Delete);
  QTRY_COMPARE(int(m_window->servers().listed().size()), 1);
  QVERIFY(!QFile::exists(QString::fromStdString(profileFolder::fileOf(QStringLiteral("new-server")).string())));
  QTRY_VERIFY(button(m_window.get(), QStringLiteral("Undo")));
  QVERIFY(click(m_window.get(), QStringLiteral("Undo")));
  QTRY_COMPARE(int(m_window->servers().listed().size()), 2);
  QTRY_COMPARE(m_window->serverPage()->serverId(), QStringLiteral("new-server"));
}

void TestMainWindow::anInvalidFileStaysInTheListWithItsPlace() {
  writeFile("name = \"demo\"\n[cluster]\nwrokers = 3\n");
  QTRY_VERIFY2(texts().contains(QStringLiteral("line 3")), qPrintable(texts()));
  QVERIFY2(texts().contains(QStringLiteral("Did you mean “workers”")), qPrintable(texts()));
  QCOMPARE(int(m_window->servers().clusters().size()), 1);
  QVERIFY(!button(m_window.get(), QStringLiteral("Start"))->isEnabled());
  QVERIFY(button(m_window.get(), QStringLiteral("Open file")));
}

void TestMainWindow::aFileChangedOutsideIsTakenOrAskedAbout() {
  const QByteArray before = readFile();
  QByteArray other = before;
  other.replace("8443", "9443");
  QVERIFY(other != before);
  writeFile(other);
  QTRY_COMPARE(m_window->serverPage()->draft().profile().port(), 9443);
  auto* port = m_window->findChild<QSpinBox*>(QStringLiteral("port"));
  QCOMPARE(port->value(), 9443);

  port->setValue(9555);
  writeFile(other + "\n# a note by hand\n");
  QTRY_VERIFY(button(m_window.get(), QStringLiteral("Keep mine")));
  QCOMPARE(port->value(), 9555);
  QVERIFY(click(m_window.get(), QStringLiteral("Keep mine")));
  QTRY_VERIFY(!button(m_window.get(), QStringLiteral("Keep mine")));
  QVERIFY(click(m_window.get(), QStringLiteral("Save")));
  QTRY_VERIFY(readFile().contains("9555"));
  QVERIFY(readFile().contains("# a note by hand"));
}

void TestMainWindow::editsCollectAndAreDiscarded() {
  auto* port = m_window->findChild<QSpinBox*>(QStringLiteral("port"));
  QVERIFY(!button(m_window.get(), QStringLiteral("Discard")));
  port->setValue(9001);
  QVERIFY(click(m_window.get(), QStringLiteral("HTTP")));
  QCOMPARE(m_window->serverPage()->draft().changeCount(), 2);
  QVERIFY(click(m_window.get(), QStringLiteral("Discard")));
  QCOMPARE(m_window->serverPage()->draft().changeCount(), 0);
  QCOMPARE(port->value(), 8443);
  QVERIFY(readFile().contains("8443"));
}

void TestMainWindow::theMenuOffersWhatThePageOffers() {
  const QAction* menu = m_window->menuBar()->actions().at(2);
  QCOMPARE(menu->text(), QStringLiteral("&Certificates"));
  const QList<QAction*> actions = menu->menu()->actions();
  const auto inspect = std::ranges::find(actions, QStringLiteral("&Inspect a server…"), &QAction::text);
  QVERIFY(inspect != actions.end());
  (*inspect)->trigger();
  QTRY_VERIFY(QApplication::activeModalWidget());
  QCOMPARE(QApplication::activeModalWidget()->windowTitle(), QStringLiteral("Inspect a server"));
  QVERIFY(m_window->findChild<CertificatePage*>()->isVisible());
  QVERIFY(click(QApplication::activeModalWidget(), QStringLiteral("Close")));
}

void TestMainWindow::theLanguageSwitchesAtOnce() {
  Language language;
  language.setChoice(QStringLiteral("ko"));
  QCoreApplication::sendPostedEvents();
  QTRY_VERIFY(button(m_window.get(), QStringLiteral("시작")));
  QVERIFY(m_window->menuBar()->actions().first()->text().startsWith(QStringLiteral("파일")));
  language.setChoice(QStringLiteral("en"));
  QCoreApplication::sendPostedEvents();
  QTRY_VERIFY(button(m_window.get(), QStringLiteral("Start")));
  QVERIFY(texts().contains(QStringLiteral("CPU")));
}

void TestMainWindow::theThemeSwitchesAtOnce() {
  Theme theme;
  theme.setChoice(Theme::Choice::Dark);
  QTRY_COMPARE(style::shadeOf(m_window->palette()), style::Shade::Dark);
  theme.setChoice(Theme::Choice::Light);
  QTRY_COMPARE(style::shadeOf(m_window->palette()), style::Shade::Light);
}

void TestMainWindow::nothingIsClippedAtFourteenPoints_data() {
  QTest::addColumn<QString>("language");
  QTest::newRow("English") << QStringLiteral("en");
  QTest::newRow("Korean") << QStringLiteral("ko");
}

void TestMainWindow::nothingIsClippedAtFourteenPoints() {
  QFETCH(QString, language);
  m_window.reset();
  QFont large = m_font;
  large.setPointSize(14);
  QApplication::setFont(large);
  Language translation;
  translation.setChoice(language);
  open();
  m_window->resize(1280, 800);
  QCoreApplication::processEvents();
  for (const QAbstractButton* candidate : m_window->findChildren<QAbstractButton*>()) {
    if (!candidate->isVisible() || candidate->text().isEmpty()) continue;
    const QSize needed = candidate->minimumSizeHint();
    QVERIFY2(candidate->width() >= needed.width() - 8 && candidate->height() >= needed.height() - 4,
             qPrintable(QStringLiteral("%1: %2x%3 of %4x%5")
                            .arg(candidate->text())
                            .arg(candidate->width())
                            .arg(candidate->height())
                            .arg(needed.width())
                            .arg(needed.height())));
  }
  for (const QSpinBox* box : m_window->findChildren<QSpinBox*>()) {
    if (!box->isVisible()) continue;
    const QString widest = box->specialValueText().isEmpty() ? box->text() : box->specialValueText();
    QVERIFY2(box->width() >= box->fontMetrics().horizontalAdvance(widest) + 24, qPrintable(widest));
  }
}

void TestMainWindow::inALowWindowTheSetupScrolls() {
  m_window->resize(1024, 640);
  QVERIFY(click(m_window.get(), QStringLiteral("More options")));
  QVERIFY(click(m_window.get(), QStringLiteral("For Prometheus")));
  QCoreApplication::processEvents();
  const auto* scroll = m_window->findChild<FormScroll*>();
  QVERIFY(scroll);
  QCOMPARE(m_window->size(), QSize(1024, 640));
  QVERIFY(!scroll->horizontalScrollBar()->isVisible());
  QCOMPARE(scroll->widget()->width(), scroll->viewport()->width());
  QVERIFY(scroll->widget()->height() >= scroll->widget()->sizeHint().height());
  // Each has its height, and ends before the form does.
  for (const QWidget* field : scroll->widget()->findChildren<QWidget*>()) {
    if (!field->isVisible() || qobject_cast<QAbstractSpinBox*>(field->parent())) continue;
    const int right = field->mapTo(scroll->widget(), QPoint(field->width(), 0)).x();
    QVERIFY2(right <= scroll->widget()->width() && field->height() >= field->minimumSizeHint().height(),
             qPrintable(field->objectName() + QLatin1Char(' ') + QLatin1String(field->metaObject()->className())));
  }
}

void TestMainWindow::theWindowRemembersItsSize() {
  m_window->resize(1111, 777);
  QTRY_COMPARE(m_window->size(), QSize(1111, 777));
  m_settings->setWindowGeometry(m_window->saveGeometry());
  m_window.reset();
  m_settings.reset();
  open();
  QCOMPARE(m_window->size(), QSize(1111, 777));
}

QTEST_MAIN(TestMainWindow)
#include "test_main_window.moc"
