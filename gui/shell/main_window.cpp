// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Arrangement of the window and the wires between sidebar, pages, actions and store.

#include "gui/shell/main_window.h"

#include <QApplication>
#include <QCloseEvent>
#include <QDesktopServices>
#include <QHBoxLayout>
#include <QInputDialog>
#include <QListView>
#include <QStackedWidget>
#include <QUrl>

#include "gui/base/text.h"
#include "gui/certificates/certificate_page.h"
#include "gui/log/log_pane.h"
#include "gui/problems/problem_sentences.h"
#include "gui/profiles/certificate_users.h"
#include "gui/settings/settings.h"
#include "gui/settings/settings_dialog.h"
#include "gui/shell/about_box.h"
#include "gui/shell/actions.h"
#include "gui/shell/challenge_answer.h"
#include "gui/shell/closing_question.h"
#include "gui/shell/copy_actions.h"
#include "gui/shell/empty_page.h"
#include "gui/shell/live_area.h"
#include "gui/shell/notifications.h"
#include "gui/shell/server_page.h"
#include "gui/shell/server_sidebar.h"
#include "gui/shell/tray_icon.h"
#include "gui/shell/try_strip.h"
#include "gui/shell/undo_bar.h"

namespace {

constexpr QSize defaultSize(1280, 800);
constexpr int compactWidth = 1200;     // below, figures stand without their curves
constexpr int narrowCharacters = 135;  // below, the sidebar shows shapes only

}  // namespace

MainWindow::MainWindow(Settings& settings, QWidget* parent)
    : QMainWindow(parent),
      m_settings(settings),
      m_model(m_store),
      m_actions(new Actions(settings, this)),
      m_sidebar(new ServerSidebar(m_model, this)),
      m_pages(new QStackedWidget(this)),
      m_serverPage(new ServerPage(m_store, m_model, m_certificates, settings, this)),
      m_certificatePage(new CertificatePage(m_certificates, this)),
      m_emptyPage(new EmptyPage(this)),
      m_notifications(new Notifications(settings, this, this)),
      m_tray(new TrayIcon(m_model, settings, this)),
      m_undo(new UndoBar(this)) {
  build();
  connectSidebar();
  connectActions();
  connectCertificates();
  connectCopies(*m_actions, *m_serverPage);
  connectStore();
  connectTray();
  retranslate();
  resize(defaultSize);
  restoreGeometry(m_settings.windowGeometry());
  m_serverPage->live()->restoreSplitter(m_settings.liveSplitter());
  if (m_model.rowCount() > 0)
    m_sidebar->selectServer(m_settings.lastServer());
  else
    m_pages->setCurrentWidget(m_emptyPage);
  m_sidebar->list()->setFocus();
  updateActions();
}

MainWindow::~MainWindow() = default;

void MainWindow::build() {
  m_actions->fill(menuBar(), m_certificatePage->moreActions());
  m_serverPage->setMenu(m_actions->serverMenu());
  m_pages->addWidget(m_serverPage);
  m_pages->addWidget(m_certificatePage);
  m_pages->addWidget(m_emptyPage);
  // Their keys work only while the list has the focus.
  m_sidebar->list()->addActions({m_actions->rename, m_actions->remove});

  auto* content = new QWidget(this);
  auto* right = new QVBoxLayout;
  right->setContentsMargins(0, 0, 0, 0);
  right->setSpacing(0);
  right->addWidget(m_pages, 1);
  auto* undoRow = new QHBoxLayout;
  undoRow->setContentsMargins(8, 0, 12, 8);
  undoRow->addWidget(m_undo);
  right->addLayout(undoRow);
  auto* layout = new QHBoxLayout(content);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(0);
  layout->addWidget(m_sidebar);
  layout->addLayout(right, 1);
  setCentralWidget(content);
  setMinimumSize(720, 480);
}

void MainWindow::connectSidebar() {
  connect(m_sidebar, &ServerSidebar::serverSelected, this, &MainWindow::showServer);
  connect(m_sidebar, &ServerSidebar::certificatesSelected, this, &MainWindow::showCertificates);
  connect(m_sidebar, &ServerSidebar::addAsked, m_actions->newServer, &QAction::trigger);
  connect(m_emptyPage, &EmptyPage::addAsked, m_actions->newServer, &QAction::trigger);
  connect(m_sidebar, &ServerSidebar::menuAsked, this,
          [this](const QPoint& position) { m_actions->serverMenu()->popup(position); });
  connect(m_serverPage, &ServerPage::changed, this, &MainWindow::updateActions);
  connect(&m_model, &QAbstractItemModel::dataChanged, this, &MainWindow::updateActions);
  // A server's first start makes the certificate for localhost, in a folder that may not have been there to watch.
  connect(&m_model, &QAbstractItemModel::dataChanged, &m_certificates, &CertificateList::refresh);
  // Also of servers that nobody looks at: their log and lanes are whole when they are looked at.
  const auto record = [this] {
    for (Cluster* cluster : m_model.clusters()) {
      LiveArea::record(cluster);
      m_notifications->watch(cluster);
    }
  };
  connect(&m_model, &QAbstractItemModel::modelReset, this, record);
  connect(&m_model, &QAbstractItemModel::dataChanged, this, record);
  record();
}

void MainWindow::connectActions() {
  Actions& a = *m_actions;
  connect(a.newServer, &QAction::triggered, this, [this] { m_store.create(tr("New server")); });
  connect(a.duplicate, &QAction::triggered, this, [this] { m_store.duplicate(m_serverPage->serverId()); });
  connect(a.remove, &QAction::triggered, this, [this] { m_store.remove(m_serverPage->serverId()); });
  connect(a.rename, &QAction::triggered, this, &MainWindow::rename);
  connect(a.openFile, &QAction::triggered, m_serverPage, &ServerPage::openFile);
  connect(a.openFolder, &QAction::triggered, this, [this] {
    const auto folder = m_serverPage->draft().profile().file.parent_path();
    QDesktopServices::openUrl(QUrl::fromLocalFile(toQt(folder)));
  });
  connect(a.settings, &QAction::triggered, this, [this] {
    auto* dialog = new SettingsDialog(m_settings, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
  });
  connect(a.close, &QAction::triggered, this, &QWidget::close);
  connect(a.quit, &QAction::triggered, this, &MainWindow::quit);
  connect(a.startStop, &QAction::triggered, m_serverPage, &ServerPage::startOrStop);
  connect(a.reload, &QAction::triggered, m_serverPage, &ServerPage::reload);
  connect(a.restart, &QAction::triggered, m_serverPage, &ServerPage::restartWorkers);
  connect(a.apply, &QAction::triggered, m_serverPage, &ServerPage::apply);
  connect(a.discard, &QAction::triggered, m_serverPage, &ServerPage::discard);
  connect(a.openAddress, &QAction::triggered, m_serverPage, &ServerPage::openAddress);
  connect(a.copyAddress, &QAction::triggered, m_serverPage, &ServerPage::copyAddress);
  connect(a.sendRequests, &QAction::triggered, m_serverPage, &ServerPage::sendRequests);
  connect(a.crashWorker, &QAction::triggered, m_serverPage, &ServerPage::crashWorker);
  connect(a.startAll, &QAction::triggered, this, [this] {
    for (Cluster* cluster : m_model.listed()) {
      if (cluster->isStopped()) cluster->start();
    }
  });
  connect(a.stopAll, &QAction::triggered, this, [this] {
    for (Cluster* cluster : m_model.running()) cluster->stop();
  });
  connect(a.showServers, &QAction::triggered, this, [this] { showServer(m_sidebar->selectedServer()); });
  connect(a.showCertificates, &QAction::triggered, this, &MainWindow::showCertificates);
  connect(a.find, &QAction::triggered, m_serverPage->live()->log(), &LogPane::focusFind);
  connect(a.showHints, &QAction::triggered, this, [this] {
    m_settings.setHintsDone(false);
    m_serverPage->showHints();
  });
  connect(a.about, &QAction::triggered, this, [this] { openAboutBox(this); });
}

void MainWindow::connectCertificates() {
  Actions& a = *m_actions;
  connect(a.pickFiles, &QAction::triggered, m_serverPage, &ServerPage::pickCertificateFiles);
  connect(a.openStore, &QAction::triggered, this,
          [] { QDesktopServices::openUrl(QUrl::fromLocalFile(toQt(CertificateList::storeFolder()))); });
  connect(a.newCertificate, &QAction::triggered, this, [this] {
    showCertificates();
    m_certificatePage->makeNew();
  });
  for (const QAction* action : m_certificatePage->moreActions())
    connect(action, &QAction::triggered, this, &MainWindow::showCertificates);
  connect(a.trustAuthority, &QAction::triggered, this, [this] {
    showCertificates();
    m_certificatePage->trustAuthority();
  });
  connect(a.checkTrust, &QAction::triggered, this, [this] {
    if (m_pages->currentWidget() == m_serverPage && m_serverPage->checkTrust()) return;
    showCertificates();
    m_certificatePage->checkTrust();
  });
  connect(m_certificatePage, &CertificatePage::publicNameOpened, new ChallengeAnswer(*m_serverPage),
          &ChallengeAnswer::serve);
  connect(m_serverPage, &ServerPage::manageCertificatesAsked, this, [this](const QString& entry) {
    showCertificates();
    m_certificatePage->showEntry(entry);
  });
}

void MainWindow::connectStore() {
  connect(&m_store, &ProfileStore::created, this, [this](const QString& id) {
    m_undo->hide();
    m_sidebar->selectServer(id);
    showServer(id);
  });
  connect(&m_store, &ProfileStore::removed, this,
          [this](const QString&, const QString& title) { m_undo->tell(title); });
  connect(&m_store, &ProfileStore::failed, this,
          [this](const base::Error& error) { m_serverPage->notify(problemSentences::text(error)); });
  const auto tellUsers = [this] { m_certificates.setUsers(certificateUsers(m_store)); };
  connect(&m_store, &ProfileStore::listChanged, this, tellUsers);
  connect(&m_store, &ProfileStore::profileChanged, this, tellUsers);
  tellUsers();
  connect(m_undo, &UndoBar::undoAsked, &m_store, &ProfileStore::undoRemove);
  // The list was reset: keep looking at the same server, or at another if it is gone.
  const auto keepLooking = [this] {
    if (m_model.rowCount() == 0) {
      m_serverPage->showServer(QString());
      m_pages->setCurrentWidget(m_emptyPage);
    } else {
      m_sidebar->selectServer(m_serverPage->serverId());
    }
    updateActions();
  };
  connect(&m_store, &ProfileStore::listChanged, this, keepLooking);
  connect(&m_model, &ProfileModel::elsewhereChanged, this, keepLooking);
}

void MainWindow::showServer(const QString& id) {
  if (id.isEmpty()) return;
  if (id != m_serverPage->serverId() || !m_serverPage->cluster()) m_serverPage->showServer(id);
  m_pages->setCurrentWidget(m_serverPage);
  m_sidebar->showPage(ServerSidebar::Page::Server);
  m_model.setLookedAt(id);
  updateActions();
}

void MainWindow::showCertificates() {
  m_pages->setCurrentWidget(m_certificatePage);
  m_sidebar->showPage(ServerSidebar::Page::Certificates);
  m_certificatePage->setFocus();
}

void MainWindow::updateActions() {
  m_actions->update(*m_serverPage, static_cast<int>(m_model.listed().size()),
                    static_cast<int>(m_model.running().size()));
  const Cluster* cluster = m_serverPage->cluster();
  setWindowTitle(cluster ? tr("%1 – Forkyard").arg(m_serverPage->draft().profile().title()) : tr("Forkyard"));
}

void MainWindow::rename() {
  auto* dialog = new QInputDialog(this);
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->setWindowTitle(tr("Rename"));
  dialog->setLabelText(tr("Title of the server:"));
  dialog->setTextValue(m_serverPage->draft().profile().title());
  connect(dialog, &QInputDialog::textValueSelected, m_serverPage, &ServerPage::setTitle);
  dialog->open();
}

void MainWindow::connectTray() {
  connect(m_tray, &TrayIcon::windowAsked, this, &MainWindow::comeToFront);
  connect(m_tray, &TrayIcon::startAllAsked, m_actions->startAll, &QAction::trigger);
  connect(m_tray, &TrayIcon::stopAllAsked, m_actions->stopAll, &QAction::trigger);
  connect(m_tray, &TrayIcon::quitAsked, this, &MainWindow::quit);
  // The session ends: nothing is to be held up by a window that would rather stay in the tray.
  connect(qApp, &QGuiApplication::commitDataRequest, this, [this] { m_quitting = true; });
  connect(m_tray, &TrayIcon::serverAsked, this, [this](const QString& id) {
    m_sidebar->selectServer(id);
    comeToFront();
  });
}

void MainWindow::startQuietly() {
  if (!m_tray->isShown()) showMinimized();
}

// Closing the window leaves it in the tray; quitting does not.
void MainWindow::quit() {
  m_quitting = true;
  if (!isVisible()) comeToFront();  // what is to be asked is asked by a window
  close();
  m_quitting = false;
}

void MainWindow::comeToFront() {
  setWindowState((windowState() & ~Qt::WindowMinimized) | Qt::WindowActive);
  show();
  raise();
  activateWindow();
}

void MainWindow::closeEvent(QCloseEvent* event) {
  m_settings.setWindowGeometry(saveGeometry());
  m_settings.setLiveSplitter(m_serverPage->live()->splitterState());
  if (m_tray->isShown() && !m_quitting && !m_mayClose) {
    event->ignore();
    return hide();
  }
  const bool running = !m_model.running().empty();
  if (m_mayClose || !running || m_settings.closing() == Settings::Closing::KeepRunning) {
    event->accept();
    return;
  }
  event->ignore();
  if (m_settings.closing() == Settings::Closing::Stop) return finishClosing(true);
  askClosing();
}

void MainWindow::askClosing() {
  auto* question = new ClosingQuestion(m_settings, static_cast<int>(m_model.running().size()), this);
  question->setAttribute(Qt::WA_DeleteOnClose);
  connect(question, &ClosingQuestion::answered, this,
          [this](Settings::Closing answer) { finishClosing(answer == Settings::Closing::Stop); });
  question->open();
}

void MainWindow::finishClosing(bool stop) {
  if (!stop) {
    m_mayClose = true;
    close();
    return;
  }
  const auto closeWhenStopped = [this] {
    if (!m_model.running().empty()) return;
    m_mayClose = true;
    close();
  };
  for (Cluster* cluster : m_model.running()) {
    connect(cluster, &Cluster::stateChanged, this, closeWhenStopped, Qt::QueuedConnection);
    cluster->stop();
  }
  closeWhenStopped();
}

void MainWindow::resizeEvent(QResizeEvent* event) {
  QMainWindow::resizeEvent(event);
  fitWidth();
}

void MainWindow::fitWidth() {
  m_serverPage->setCompact(width() < compactWidth);
  m_sidebar->setNarrow(width() / std::max(1, fontMetrics().averageCharWidth()) < narrowCharacters);
}

void MainWindow::retranslate() {
  m_actions->retranslate();
  updateActions();
}

void MainWindow::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) retranslate();
  QMainWindow::changeEvent(event);
}
