// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The main job, with real clicks and the real server: pick a certificate, choose HTTP/2, set three workers, Start, see
// three processes, kill one, see its end and its successor, Stop, and nothing is left.

#include <signal.h>

#include <QApplication>
#include <QElapsedTimer>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QMessageBox>
#include <QPushButton>
#include <QSpinBox>
#include <QTableView>
#include <QTest>

#include "gui/log/event_model.h"
#include "gui/style/forkyard_style.h"
#include "gui/workers/worker_model.h"
#include "server/certificates/identity.h"
#include "tests/gui/shell/real_window.h"
#include "tests/gui/shell/widgets.h"
#include "tests/support/command.h"
#include "tests/support/processes.h"

class TestMainFlow : public QObject, private RealWindow {
  Q_OBJECT

 private slots:
  void initTestCase();
  void cleanup();
  void fromCertificateToStop();
  void aPortInUseIsSaidAndMended();
  void theProgramThatHoldsAPortIsToldAndStopped();
  void aMasterThatIsHaltedIsSaidAndEnded();
  void workersThatWereGivenUpAreStartedAgain();
  void aKeyThatDoesNotFitIsRefusedBeforeItIsUsed();
  void aChangeIsAppliedWhileRunning();
  void whatTheServerReadsByItselfIsInUse();
  void whatIsWrongInTheFileIsSaidOnce();
  void aPortThatTheServerItselfHoldsOffersARestart();
  void closingAsksAndStops();
  void hintsSendRequestsAndCountWhoAnswered();
  void aServerOfElsewhereIsWatchedAndSteered();
  void aServerOfElsewhereCanBeAdded();
  void aServerOfTheListStartedElsewhereIsSeen();

 private:
  void open();
  void start();
  QString startElsewhere();
  void editFile(const QByteArray& from, const QByteArray& to);
  void lookAt(const QString& id);
  void pickFiles(const QString& certificate, const QString& key);
  [[nodiscard]] QTableView* table(const QString& name) const { return named<QTableView>(m_window.get(), name); }
  [[nodiscard]] std::vector<pid_t> workerPids() const;
  [[nodiscard]] bool logHolds(const QString& text) const;
  [[nodiscard]] QString bannerTexts() const;
};

void TestMainFlow::initTestCase() {
  QApplication::setStyle(new ForkyardStyle);
  QApplication::setQuitOnLastWindowClosed(false);
  QVERIFY2(QFile::exists(qEnvironmentVariable("FORKYARD_PROGRAM")), "the server program must be built");
}

void TestMainFlow::open() {
  QVERIFY(openWindow());
}

void TestMainFlow::start() {
  QVERIFY(click(m_window.get(), QStringLiteral("Start")));
  QTRY_VERIFY2_WITH_TIMEOUT(cluster()->state() == Cluster::State::Running, qPrintable(bannerTexts()), patienceMs);
}

void TestMainFlow::cleanup() {
  QVERIFY(closeWindow());
}

std::vector<pid_t> TestMainFlow::workerPids() const {
  std::vector<pid_t> pids;
  const QTableView* workers = table(QStringLiteral("Workers"));
  for (int row = 0; workers && row < workers->model()->rowCount(); ++row) {
    const int pid = workers->model()->index(row, WorkerModel::Pid).data().toInt();
    if (pid > 0) pids.push_back(pid);
  }
  return pids;
}

bool TestMainFlow::logHolds(const QString& text) const {
  const QTableView* log = table(QStringLiteral("Log"));
  for (int row = 0; log && row < log->model()->rowCount(); ++row) {
    if (log->model()->index(row, EventModel::Sentence).data().toString().contains(text)) return true;
  }
  return false;
}

QString TestMainFlow::bannerTexts() const {
  QStringList texts;
  for (const QLabel* label : m_window->findChildren<QLabel*>()) {
    if (label->isVisible()) texts += label->text();
  }
  return texts.join(QLatin1Char('\n'));
}

void TestMainFlow::pickFiles(const QString& certificate, const QString& key) {
  QVERIFY(click(m_window.get(), QStringLiteral("Pick files…")));
  QWidget* dialog = nullptr;
  QTRY_VERIFY((dialog = QApplication::activeModalWidget()) != nullptr);
  auto* certificateEdit = named<QLineEdit>(dialog, QStringLiteral("Certificate"));
  auto* keyEdit = named<QLineEdit>(dialog, QStringLiteral("Private key"));
  QVERIFY(certificateEdit && keyEdit);
  QTest::keyClicks(certificateEdit, certificate);
  QTest::keyClicks(keyEdit, key);
}

void TestMainFlow::fromCertificateToStop() {
  open();
  const auto files = certificates::localhostFiles(m_home->path(QStringLiteral("mine")).toStdString());
  QVERIFY(files);
  pickFiles(QString::fromStdString(files->certificate.string()), QString::fromStdString(files->key.string()));
  QWidget* dialog = QApplication::activeModalWidget();
  QTRY_VERIFY_WITH_TIMEOUT(button(dialog, QStringLiteral("Use these files"))->isEnabled(), patienceMs);
  QVERIFY(click(dialog, QStringLiteral("Use these files")));

  QVERIFY(click(m_window.get(), QStringLiteral("HTTP/2")));
  auto* workers = m_window->findChild<QSpinBox*>(QStringLiteral("workers"));
  workers->setFocus();
  workers->selectAll();
  QTest::keyClicks(workers, QStringLiteral("3"));
  QTest::keyClick(workers, Qt::Key_Return);
  start();

  QTRY_COMPARE_WITH_TIMEOUT(workerPids().size(), std::size_t{3}, patienceMs);
  const pid_t master = cluster()->status().pid;
  const std::vector<pid_t> before = workerPids();
  for (const pid_t pid : before) QVERIFY(isRunning(pid));
  QVERIFY(m_window->serverPage()->draft().profile().text.find("certificate.pem") != std::string::npos);

  QCOMPARE(::kill(before[1], SIGKILL), 0);
  QTRY_VERIFY_WITH_TIMEOUT(logHolds(QStringLiteral("SIGKILL")), patienceMs);
  QTRY_VERIFY_WITH_TIMEOUT(workerPids().size() == 3 && workerPids()[1] != before[1], patienceMs);
  QTRY_VERIFY_WITH_TIMEOUT(logHolds(QStringLiteral("restart 1")), patienceMs);

  std::vector<pid_t> all = workerPids();
  all.push_back(master);
  QTRY_VERIFY_WITH_TIMEOUT(cluster()->state() == Cluster::State::Running, patienceMs);
  QVERIFY(click(m_window.get(), QStringLiteral("Stop")));
  QTRY_VERIFY_WITH_TIMEOUT(cluster()->isStopped(), patienceMs);
  QVERIFY(waitUntilGone(all, 5000));
  QVERIFY(button(m_window.get(), QStringLiteral("Start")));
}

void TestMainFlow::aPortInUseIsSaidAndMended() {
  open();
  start();
  const int taken = cluster()->status().listeners.front().port;
  Cluster* first = cluster();
  QVERIFY(click(m_window.get(), QStringLiteral("New server")));
  QTRY_VERIFY_WITH_TIMEOUT(cluster() && cluster() != first, patienceMs);
  auto* port = m_window->findChild<QSpinBox*>(QStringLiteral("port"));
  port->setValue(taken);
  QVERIFY(click(m_window.get(), QStringLiteral("Start")));
  QAbstractButton* mend = nullptr;
  const QString label = QStringLiteral("Use port %1").arg(taken + 1);
  QTRY_VERIFY2_WITH_TIMEOUT((mend = button(m_window.get(), label)) != nullptr, qPrintable(bannerTexts()), patienceMs);
  QVERIFY(bannerTexts().contains(QStringLiteral("already in use")));
  QVERIFY(cluster()->isStopped());
  // The neighbour may be taken too, by anything on this machine: then it is said again, of that port.
  QTest::mouseClick(mend, Qt::LeftButton);
  QTRY_VERIFY_WITH_TIMEOUT(m_window->serverPage()->draft().profile().port() == taken + 1, patienceMs);
  QTRY_VERIFY_WITH_TIMEOUT(
      cluster()->state() == Cluster::State::Running || bannerTexts().contains(QString::number(taken + 1)), patienceMs);
  first->stop();
  QTRY_VERIFY_WITH_TIMEOUT(first->isStopped(), patienceMs);
}

void TestMainFlow::theProgramThatHoldsAPortIsToldAndStopped() {
  open();
  const QString file = startElsewhere();
  QVERIFY(!file.isEmpty());
  QTRY_VERIFY_WITH_TIMEOUT(m_window->servers().rowOf(QStringLiteral("@theirs")) >= 0, patienceMs);
  const control::Status theirs = m_window->servers().cluster(QStringLiteral("@theirs"))->status();
  m_window->findChild<QSpinBox*>(QStringLiteral("port"))->setValue(theirs.listeners.front().port);
  QVERIFY(click(m_window.get(), QStringLiteral("Start")));
  QTRY_VERIFY2_WITH_TIMEOUT(button(m_window.get(), QStringLiteral("Stop it")), qPrintable(bannerTexts()), patienceMs);
  QVERIFY2(bannerTexts().contains(file), qPrintable(bannerTexts()));
  QVERIFY2(bannerTexts().contains(QStringLiteral("PID %1, of user ").arg(theirs.pid)), qPrintable(bannerTexts()));
  QVERIFY(click(m_window.get(), QStringLiteral("Stop it")));
  QTRY_VERIFY_WITH_TIMEOUT(cluster()->state() == Cluster::State::Running, patienceMs);
  QCOMPARE(cluster()->status().listeners.front().port, theirs.listeners.front().port);
  QVERIFY(waitUntilGone({theirs.pid}, 5000));
}

void TestMainFlow::aMasterThatIsHaltedIsSaidAndEnded() {
  open();
  start();
  const pid_t master = cluster()->status().pid;
  QCOMPARE(::kill(master, SIGSTOP), 0);
  QTRY_VERIFY_WITH_TIMEOUT(bannerTexts().contains(QStringLiteral("has said nothing for 5 seconds")), patienceMs);
  QCOMPARE(cluster()->state(), Cluster::State::LostContact);
  QVERIFY(click(m_window.get(), QStringLiteral("End it")));
  QTRY_VERIFY_WITH_TIMEOUT(bannerTexts().contains(QStringLiteral("vanished")), patienceMs);
  QVERIFY(waitUntilGone({master}, 5000));
  QVERIFY(click(m_window.get(), QStringLiteral("Start again")));
  QTRY_VERIFY_WITH_TIMEOUT(cluster()->state() == Cluster::State::Running, patienceMs);
}

// Each worker crashes at its first answer, and two lives are allowed.
void TestMainFlow::workersThatWereGivenUpAreStartedAgain() {
  open();
  QVERIFY(click(m_window.get(), QStringLiteral("Discard")));
  QFile file(QString::fromStdString(m_window->serverPage()->draft().profile().file.string()));
  QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
  file.write(
      "name = \"demo\"\n[cluster]\nworkers = 1\n[restart]\ngive_up_after = 1\n"
      "[[listener]]\nport = 0\nprotocol = \"http\"\n[[route]]\nhandler = \"hello\"\n");
  file.close();
  QTRY_VERIFY2(m_window->serverPage()->draft().profile().text.find("give_up") != std::string::npos,
               qPrintable(bannerTexts()));
  start();
  QTRY_COMPARE_WITH_TIMEOUT(workerPids().size(), std::size_t{1}, patienceMs);
  while (cluster()->state() != Cluster::State::Failed) {
    const std::vector<pid_t> pids = workerPids();
    if (!pids.empty()) ::kill(pids.front(), SIGKILL);
    QTRY_VERIFY_WITH_TIMEOUT(workerPids() != pids || cluster()->state() == Cluster::State::Failed, patienceMs);
  }
  QTRY_VERIFY2(bannerTexts().contains(QStringLiteral("None is started again")), qPrintable(bannerTexts()));
  QVERIFY(button(m_window.get(), QStringLiteral("Stop"))->isEnabled());
  QVERIFY(click(m_window.get(), QStringLiteral("Start them again")));
  QTRY_VERIFY_WITH_TIMEOUT(cluster()->state() == Cluster::State::Running, patienceMs);
  QVERIFY(!bannerTexts().contains(QStringLiteral("None is started again")));
}

void TestMainFlow::aKeyThatDoesNotFitIsRefusedBeforeItIsUsed() {
  open();
  const auto one = certificates::localhostFiles(m_home->path(QStringLiteral("one")).toStdString());
  const auto two = certificates::localhostFiles(m_home->path(QStringLiteral("two")).toStdString());
  QVERIFY(one && two);
  pickFiles(QString::fromStdString(one->certificate.string()), QString::fromStdString(two->key.string()));
  QWidget* dialog = QApplication::activeModalWidget();
  const auto words = [dialog] {
    QString text;
    for (const QLabel* label : dialog->findChildren<QLabel*>()) text += label->isVisible() ? label->text() : QString();
    return text;
  };
  QTRY_VERIFY_WITH_TIMEOUT(words().contains(QStringLiteral("does not belong")), patienceMs);
  QVERIFY(!button(dialog, QStringLiteral("Use these files"))->isEnabled());
  QTest::keyClick(dialog, Qt::Key_Escape);
  QTRY_VERIFY(QApplication::activeModalWidget() == nullptr);
}

void TestMainFlow::aChangeIsAppliedWhileRunning() {
  open();
  start();
  QVERIFY(click(m_window.get(), QStringLiteral("Change the setup")));
  auto* greeting = named<QLineEdit>(m_window.get(), QStringLiteral("Greeting"));
  QVERIFY(greeting);
  const int generation = cluster()->status().generation;
  QTest::keyClicks(greeting, QStringLiteral("Good day"));
  QCOMPARE(m_window->serverPage()->draft().changeCount(), 1);
  QVERIFY(bannerTexts().contains(QStringLiteral("not in use yet")));
  QVERIFY(click(m_window.get(), QStringLiteral("Apply: replaces workers one by one")));
  QTRY_VERIFY_WITH_TIMEOUT(cluster()->status().generation > generation, patienceMs);
  QCOMPARE(m_window->serverPage()->draft().changeCount(), 0);
  QVERIFY(m_window->serverPage()->draft().profile().text.find("Good day") != std::string::npos);

  auto* workers = m_window->findChild<QSpinBox*>(QStringLiteral("workers"));
  workers->setFocus();
  workers->selectAll();
  QTest::keyClicks(workers, QStringLiteral("4"));
  QTest::keyClick(workers, Qt::Key_Return);
  QTRY_COMPARE_WITH_TIMEOUT(workerPids().size(), std::size_t{4}, patienceMs);
  QTRY_VERIFY_WITH_TIMEOUT(m_window->serverPage()->draft().profile().config->cluster.workers == 4, patienceMs);
  QCOMPARE(m_window->serverPage()->draft().changeCount(), 0);
}

// The server watches its file: what it took over by itself is not said to wait for an Apply.
void TestMainFlow::whatTheServerReadsByItselfIsInUse() {
  open();
  start();
  const int generation = cluster()->status().generation;
  editFile("handler = \"hello\"", "handler = \"hello\"\ntext = \"By hand\"");
  QTRY_VERIFY_WITH_TIMEOUT(cluster()->status().generation > generation, patienceMs);
  QTRY_VERIFY_WITH_TIMEOUT(m_window->serverPage()->draft().profile().text.find("By hand") != std::string::npos,
                           patienceMs);
  QTRY_VERIFY2_WITH_TIMEOUT(!bannerTexts().contains(QStringLiteral("still uses the old settings")),
                            qPrintable(bannerTexts()), patienceMs);
}

void TestMainFlow::whatIsWrongInTheFileIsSaidOnce() {
  open();
  start();
  editFile("handler = \"hello\"", "handler = \"helo\"");
  QTRY_VERIFY_WITH_TIMEOUT(!cluster()->problems().empty(), patienceMs);
  QTRY_VERIFY_WITH_TIMEOUT(!m_window->serverPage()->draft().profile().problems.empty(), patienceMs);
  QTRY_COMPARE(bannerTexts().count(QStringLiteral("Did you mean")), 1);
}

// The server's own socket is in the way of the one that its file asks for now: a reload cannot do it.
void TestMainFlow::aPortThatTheServerItselfHoldsOffersARestart() {
  open();
  start();
  const int port = cluster()->status().listeners.front().port;
  const pid_t before = cluster()->status().pid;
  editFile("port = 0", "port = " + QByteArray::number(port));
  QTRY_VERIFY2_WITH_TIMEOUT(bannerTexts().contains(QStringLiteral("This server itself holds it")),
                            qPrintable(bannerTexts()), patienceMs);
  QVERIFY(!button(m_window.get(), QStringLiteral("Stop it")));
  QVERIFY(click(m_window.get(), QStringLiteral("Restart server")));
  QTRY_VERIFY_WITH_TIMEOUT(cluster()->state() == Cluster::State::Running && cluster()->status().pid != before,
                           patienceMs);
  QCOMPARE(cluster()->status().listeners.front().port, port);
  QTRY_VERIFY(!bannerTexts().contains(QStringLiteral("This server itself holds it")));
  QVERIFY(waitUntilGone({before}, 5000));
}

void TestMainFlow::closingAsksAndStops() {
  open();
  start();
  const pid_t master = cluster()->status().pid;
  m_window->close();
  auto* question = qobject_cast<QMessageBox*>(QApplication::activeModalWidget());
  QVERIFY(question);
  QVERIFY(m_window->isVisible());
  QVERIFY(click(question, QStringLiteral("Cancel")) || click(question, QStringLiteral("&Cancel")));
  QVERIFY(m_window->isVisible());
  QVERIFY(isRunning(master));

  m_window->close();
  QTRY_VERIFY((question = qobject_cast<QMessageBox*>(QApplication::activeModalWidget())) != nullptr);
  QVERIFY(click(question, QStringLiteral("Stop and close")));
  QTRY_VERIFY_WITH_TIMEOUT(!m_window->isVisible(), patienceMs);
  QVERIFY(waitUntilGone({master}, 5000));
}

void TestMainFlow::hintsSendRequestsAndCountWhoAnswered() {
  open();
  start();
  QVERIFY(click(m_window.get(), QStringLiteral("Send 20 request(s)")));
  QTRY_VERIFY_WITH_TIMEOUT(bannerTexts().contains(QStringLiteral("Who answered")), patienceMs);
  QVERIFY2(!bannerTexts().contains(QStringLiteral("no answer")), qPrintable(bannerTexts()));
  QVERIFY(bannerTexts().contains(QStringLiteral("worker 0: ")) || bannerTexts().contains(QStringLiteral("worker 1: ")));
  QVERIFY(click(m_window.get(), QStringLiteral("Crash one worker")));
  QTRY_VERIFY_WITH_TIMEOUT(logHolds(QStringLiteral("Killed by SIGKILL as asked in the panel")), patienceMs);
  QTRY_VERIFY_WITH_TIMEOUT(cluster()->state() == Cluster::State::Running, patienceMs);
}

// As by hand, in an editor.
void TestMainFlow::editFile(const QByteArray& from, const QByteArray& to) {
  QFile file(QString::fromStdString(m_window->serverPage()->draft().profile().file.string()));
  QVERIFY(file.open(QIODevice::ReadOnly));
  QByteArray text = file.readAll();
  QVERIFY2(text.contains(from), text.constData());
  text.replace(from, to);
  file.close();
  QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
  file.write(text);
}

// Started as from a terminal; empty: it did not start.
QString TestMainFlow::startElsewhere() {
  const QString file = m_home->write(QStringLiteral("theirs.toml"),
                                     "name = \"theirs\"\ntitle = \"Their server\"\n[cluster]\nworkers = 1\n"
                                     "[[listener]]\nport = 0\nprotocol = \"http\"\n[[route]]\nhandler = \"hello\"\n");
  const CommandResult started =
      runCommand(qEnvironmentVariable("FORKYARD_PROGRAM"), {"run", "--detach", "--json", file});
  return started.exitCode == 0 ? file : QString();
}

void TestMainFlow::lookAt(const QString& id) {
  auto* list = named<QListView>(m_window.get(), QStringLiteral("Servers"));
  QVERIFY(list && m_window->servers().rowOf(id) >= 0);
  list->setCurrentIndex(list->model()->index(m_window->servers().rowOf(id), 0));
  QTRY_COMPARE(m_window->serverPage()->serverId(), id);
}

void TestMainFlow::aServerOfElsewhereIsWatchedAndSteered() {
  open();
  QVERIFY(!startElsewhere().isEmpty());
  QElapsedTimer sinceReady;
  sinceReady.start();
  const QString id = QStringLiteral("@theirs");
  QTRY_VERIFY_WITH_TIMEOUT(m_window->servers().rowOf(id) >= 0, 2000);
  qInfo("a server of elsewhere is in the list %lld ms after it was ready",
        static_cast<long long>(sinceReady.elapsed()));
  lookAt(id);
  QTRY_VERIFY(bannerTexts().contains(QStringLiteral("Their server")));
  QVERIFY(!m_window->serverPage()->draft().isEditable());
  QTRY_VERIFY_WITH_TIMEOUT(logHolds(QStringLiteral("started with")), patienceMs);
  QCOMPARE(workerPids().size(), std::size_t{1});
  const pid_t master = cluster()->status().pid;

  QVERIFY(click(m_window.get(), QStringLiteral("Reload")));
  QTRY_VERIFY_WITH_TIMEOUT(logHolds(QStringLiteral("Reload done")), patienceMs);
  QVERIFY(click(m_window.get(), QStringLiteral("Stop")));
  QTRY_VERIFY_WITH_TIMEOUT(cluster()->isStopped(), patienceMs);
  QVERIFY(waitUntilGone({master}, 5000));
  // It is still looked at: its log stays, and it leaves with the look.
  QTRY_VERIFY(bannerTexts().contains(QStringLiteral("has ended")));
  QVERIFY(logHolds(QStringLiteral("as asked in the panel")));
  QVERIFY(!button(m_window.get(), QStringLiteral("Start"))->isEnabled());
  lookAt(QStringLiteral("demo"));
  QTRY_COMPARE(m_window->servers().rowOf(id), -1);
  QCOMPARE(m_window->serverPage()->serverId(), QStringLiteral("demo"));
}

void TestMainFlow::aServerOfElsewhereCanBeAdded() {
  open();
  const QString file = startElsewhere();
  const QString elsewhere = QStringLiteral("@theirs");
  QTRY_VERIFY_WITH_TIMEOUT(m_window->servers().rowOf(elsewhere) >= 0, patienceMs);
  lookAt(elsewhere);
  const pid_t master = cluster()->status().pid;
  QVERIFY(click(m_window.get(), QStringLiteral("Add to my servers")));
  QTRY_COMPARE_WITH_TIMEOUT(m_window->serverPage()->serverId(), QStringLiteral("theirs"), patienceMs);
  QCOMPARE(m_window->servers().rowOf(elsewhere), -1);
  QTRY_VERIFY_WITH_TIMEOUT(cluster() && cluster()->state() == Cluster::State::Running, patienceMs);
  QCOMPARE(cluster()->status().pid, master);
  QVERIFY(!bannerTexts().contains(QStringLiteral("elsewhere")));

  // It is edited where it lies.
  QVERIFY(click(m_window.get(), QStringLiteral("Change the setup")));
  QTest::keyClicks(named<QLineEdit>(m_window.get(), QStringLiteral("Greeting")), QStringLiteral("Moved in"));
  QVERIFY(click(m_window.get(), QStringLiteral("Apply: replaces workers one by one")));
  QTRY_COMPARE_WITH_TIMEOUT(m_window->serverPage()->draft().changeCount(), 0, patienceMs);
  QFile theirs(file);
  QVERIFY(theirs.open(QIODevice::ReadOnly));
  QVERIFY(theirs.readAll().contains("Moved in"));
  QVERIFY(click(m_window.get(), QStringLiteral("Stop")));
  QTRY_VERIFY_WITH_TIMEOUT(cluster()->isStopped(), patienceMs);
  QVERIFY(waitUntilGone({master}, 5000));
}

// "forkyard run" of a server of the list, in a terminal, while the panel is open.
void TestMainFlow::aServerOfTheListStartedElsewhereIsSeen() {
  open();
  QVERIFY(click(m_window.get(), QStringLiteral("Save")));
  QTRY_COMPARE(m_window->serverPage()->draft().changeCount(), 0);
  const QString file = QString::fromStdString(m_window->serverPage()->draft().profile().file.string());
  const CommandResult started = runCommand(qEnvironmentVariable("FORKYARD_PROGRAM"), {"run", "--detach", file});
  QVERIFY2(started.exitCode == 0, started.text());
  QTRY_VERIFY_WITH_TIMEOUT(cluster()->state() == Cluster::State::Running, patienceMs);
  QVERIFY(button(m_window.get(), QStringLiteral("Stop")));
}

QTEST_MAIN(TestMainFlow)
#include "test_main_flow.moc"
