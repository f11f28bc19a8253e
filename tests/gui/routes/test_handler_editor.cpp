// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Choosing what a route serves, by clicks and keys.

#include <QCheckBox>
#include <QComboBox>
#include <QDir>
#include <QFileDialog>
#include <QLabel>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTcpServer>
#include <QTest>

#include "gui/routes/handler_editor.h"
#include "tests/gui/shell/widgets.h"
#include "tests/support/temporary_home.h"

namespace {

constexpr int patienceMs = 20'000;
enum Kind { Hello, Visits, Folder, App, Redirect, OfTheFile };

}  // namespace

class TestHandlerEditor : public QObject {
  Q_OBJECT

 private slots:
  void init();
  void aKindThatIsLeftKeepsWhatWasTyped();
  void whatIsNotShownIsKept();
  void aFolderIsLookedAt();
  void aFolderIsChosenInADialog();
  void anAppIsSeenToStart();
  void whatIsNoAddressIsSaid();
  void theVisitsPageSaysWhatToExpectOfTheStore();
  void aHandlerOfTheFileIsLeftAlone();

 private:
  void choose(Kind kind);
  void type(const QString& field, const QString& text);
  [[nodiscard]] QString words() const { return m_editor->words().text; }
  template<typename Handler>
  [[nodiscard]] Handler handler() const {
    return std::get<Handler>(m_editor->handler());
  }

  TemporaryHome m_home;
  std::unique_ptr<HandlerEditor> m_editor;
  config::Config m_config = config::demo();
};

void TestHandlerEditor::init() {
  m_editor = std::make_unique<HandlerEditor>();
  m_config.file = m_home.path(QStringLiteral("forkyard.toml")).toStdString();
  m_editor->setHandler(config::HelloRoute(), m_config);
  m_editor->resize(700, 60);
  m_editor->show();
  QVERIFY(QTest::qWaitForWindowExposed(m_editor.get()));
}

void TestHandlerEditor::choose(Kind kind) {
  QComboBox* kinds = m_editor->kinds();
  kinds->setFocus();
  QTest::keyClick(kinds, Qt::Key_Home);
  for (int step = 0; step < kind; ++step) QTest::keyClick(kinds, Qt::Key_Down);
  // Each kind passed on the way took the keyboard to its field.
  if (kinds->currentIndex() != kind) {
    kinds->setFocus();
    while (kinds->currentIndex() < kind) {
      QTest::keyClick(kinds, Qt::Key_Down);
      kinds->setFocus();
    }
  }
  QCOMPARE(kinds->currentIndex(), int(kind));
}

void TestHandlerEditor::type(const QString& field, const QString& text) {
  auto* edit = named<QLineEdit>(m_editor.get(), field);
  QVERIFY2(edit, qPrintable(field));
  edit->selectAll();
  QTest::keyClicks(edit, text);
}

void TestHandlerEditor::aKindThatIsLeftKeepsWhatWasTyped() {
  QSignalSpy edited(m_editor.get(), &HandlerEditor::edited);
  type(QStringLiteral("Greeting"), QStringLiteral("Hi"));
  choose(App);
  type(QStringLiteral("Address of the app"), QStringLiteral("3999"));
  QCOMPARE(handler<config::ProxyRoute>().to.front().text, std::string("http://127.0.0.1:3999"));
  choose(Hello);
  QCOMPARE(handler<config::HelloRoute>().text, std::string("Hi"));
  choose(App);
  QCOMPARE(handler<config::ProxyRoute>().to.front().text, std::string("http://127.0.0.1:3999"));
  QVERIFY(edited.count() >= 5);
  m_editor->forget();
  choose(Hello);
  QCOMPARE(handler<config::HelloRoute>().text, std::string());
}

void TestHandlerEditor::whatIsNotShownIsKept() {
  config::FilesRoute files;
  files.root = m_home.path(QString()).toStdString();
  files.index = {"start.html"};
  files.fallback = "app.html";
  files.cacheControl = "no-store";
  m_editor->setHandler(files, m_config);
  QTest::mouseClick(named<QCheckBox>(m_editor.get(), QString()) ? named<QCheckBox>(m_editor.get(), QString()) : nullptr,
                    Qt::LeftButton);
  QVERIFY(handler<config::FilesRoute>().listing);
  files.listing = true;
  QVERIFY(handler<config::FilesRoute>() == files);
}

void TestHandlerEditor::aFolderIsLookedAt() {
  choose(Folder);
  QVERIFY2(words().contains(QStringLiteral("Choose the folder")), qPrintable(words()));
  type(QStringLiteral("Folder to serve"), QStringLiteral("public"));
  QTRY_VERIFY_WITH_TIMEOUT(words().contains(QStringLiteral("no such folder")), patienceMs);
  QCOMPARE(handler<config::FilesRoute>().root, m_config.file.parent_path() / "public");
  QVERIFY(QDir(m_home.path(QString())).mkpath(QStringLiteral("public")));
  QTRY_VERIFY_WITH_TIMEOUT(words().contains(QStringLiteral("no index.html")), patienceMs);
  QVERIFY(click(m_editor.get(), QStringLiteral("List files")));
  QVERIFY2(words().contains(QStringLiteral("list of its files")), qPrintable(words()));
  m_home.write(QStringLiteral("public/index.html"), "hello");
  QTRY_VERIFY_WITH_TIMEOUT(words().contains(QStringLiteral("index.html first")), patienceMs);
}

void TestHandlerEditor::aFolderIsChosenInADialog() {
  choose(Folder);
  QVERIFY(click(m_editor.get(), QStringLiteral("Browse…")));
  QFileDialog* dialog = nullptr;
  QTRY_VERIFY((dialog = m_editor->findChild<QFileDialog*>()) != nullptr);
  QVERIFY(QDir(m_home.path(QString())).mkpath(QStringLiteral("chosen")));
  emit dialog->fileSelected(m_home.path(QStringLiteral("chosen")));
  dialog->close();
  QCOMPARE(handler<config::FilesRoute>().root.filename().string(), std::string("chosen"));
}

void TestHandlerEditor::anAppIsSeenToStart() {
  QTcpServer app;
  QVERIFY(app.listen(QHostAddress::LocalHost));
  const quint16 port = app.serverPort();
  app.close();
  choose(App);
  type(QStringLiteral("Address of the app"), QString::number(port));
  QTRY_VERIFY_WITH_TIMEOUT(words().contains(QStringLiteral("npm run dev")), patienceMs);
  QVERIFY(app.listen(QHostAddress::LocalHost, port));
  QTRY_VERIFY_WITH_TIMEOUT(words().contains(QStringLiteral("Something answers")), patienceMs);
}

void TestHandlerEditor::whatIsNoAddressIsSaid() {
  choose(App);
  type(QStringLiteral("Address of the app"), QStringLiteral("ftp://x"));
  QVERIFY2(words().contains(QStringLiteral("no address")), qPrintable(words()));
  QCOMPARE(handler<config::ProxyRoute>().to.front().text, std::string("ftp://x"));
  choose(Redirect);
  type(QStringLiteral("Address to redirect to"), QStringLiteral("example.test"));
  QVERIFY2(words().contains(QStringLiteral("nowhere")), qPrintable(words()));
  type(QStringLiteral("Address to redirect to"), QStringLiteral("https://example.test{uri}"));
  QVERIFY2(words().contains(QStringLiteral("remember")), qPrintable(words()));
}

void TestHandlerEditor::theVisitsPageSaysWhatToExpectOfTheStore() {
  choose(Visits);
  QVERIFY(m_editor->handler() == config::RouteHandler(config::VisitsRoute()));
  QCOMPARE(m_editor->kinds()->currentText(), QStringLiteral("Visits page"));
  QVERIFY(named<QLabel>(m_editor.get(), QStringLiteral("Counts visits, by visitor and in all. "
                                                       "Names the worker that answered and the store.")));
  QVERIFY2(words().contains(QStringLiteral("whichever worker answers")), qPrintable(words()));
  config::Config each = m_config;
  each.sessions.store = config::SessionStoreKind::Worker;
  m_editor->setHandler(config::VisitsRoute(), each);
  QVERIFY2(words().contains(QStringLiteral("browser reconnects")), qPrintable(words()));
}

void TestHandlerEditor::aHandlerOfTheFileIsLeftAlone() {
  const config::RouteHandler challenge = config::AcmeChallengeRoute{"/var/www"};
  QCOMPARE(m_editor->kinds()->count(), 5);
  m_editor->setHandler(challenge, m_config);
  QCOMPARE(m_editor->kinds()->count(), 6);
  QVERIFY(m_editor->handler() == challenge);
  QVERIFY2(words().contains(QStringLiteral("acme-challenge")), qPrintable(words()));
}

QTEST_MAIN(TestHandlerEditor)
#include "test_handler_editor.moc"
