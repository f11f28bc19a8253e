// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Creation, words and menus of the actions.

#include "gui/shell/actions.h"

#include "gui/cluster/cluster.h"
#include "gui/settings/language.h"
#include "gui/settings/settings.h"
#include "gui/shell/server_page.h"
#include "gui/style/icon.h"

Actions::Actions(Settings& settingsStore, QWidget* window)
    : QObject(window),
      newServer(make("add", QKeySequence(Qt::CTRL | Qt::Key_N))),
      duplicate(make("duplicate")),
      rename(make("edit", QKeySequence(Qt::Key_F2))),
      remove(make("remove", QKeySequence(Qt::Key_Delete))),
      openFolder(make("folder")),
      openFile(make("file")),
      settings(make("settings", QKeySequence(Qt::CTRL | Qt::Key_Comma))),
      close(make("", QKeySequence(Qt::CTRL | Qt::Key_W))),
      quit(make("quit", QKeySequence(Qt::CTRL | Qt::Key_Q))),
      startStop(make("start", QKeySequence(Qt::CTRL | Qt::Key_Return))),
      reload(make("reload", QKeySequence(Qt::Key_F5))),
      restart(make("worker")),
      apply(make("done", QKeySequence(Qt::CTRL | Qt::Key_S))),
      discard(make("undo")),
      openAddress(make("open", QKeySequence(Qt::CTRL | Qt::Key_O))),
      copyAddress(make("copy", QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_C))),
      crashWorker(make("crash")),
      sendRequests(make("send")),
      startAll(make("start")),
      stopAll(make("stop")),
      copyStart(make("")),
      copyStop(make("")),
      copyReload(make("")),
      copyRestart(make("")),
      copyScale(make("")),
      copyCheck(make("")),
      copyStatus(make("")),
      copyEvents(make("")),
      copyDiagnostics(make("information")),
      showServers(make("server", QKeySequence(Qt::ALT | Qt::Key_1))),
      showCertificates(make("certificate", QKeySequence(Qt::ALT | Qt::Key_2))),
      pickFiles(make("file")),
      openStore(make("folder")),
      newCertificate(make("add")),
      trustAuthority(make("lock")),
      checkTrust(make("help")),
      find(make("find", QKeySequence::Find)),
      showHints(make("help")),
      about(make("information")),
      m_settings(settingsStore),
      m_file(new QMenu(window)),
      m_server(new QMenu(window)),
      m_certificates(new QMenu(window)),
      m_view(new QMenu(window)),
      m_help(new QMenu(window)),
      m_serverMenu(new QMenu(window)),
      m_commands(new QMenu(window)),
      m_language(new QMenu(window)),
      m_colours(new QMenu(window)),
      m_languageChoices(new QActionGroup(this)),
      m_colourChoices(new QActionGroup(this)) {
  // In a text box these keys edit text, and in the worker table they must not touch the server.
  rename->setShortcutContext(Qt::WidgetShortcut);
  remove->setShortcutContext(Qt::WidgetShortcut);
  quit->setMenuRole(QAction::QuitRole);
  about->setMenuRole(QAction::AboutRole);
  settings->setMenuRole(QAction::PreferencesRole);
}

QAction* Actions::make(const char* icon, const QKeySequence& shortcut) {
  auto* action = new QAction(this);
  if (*icon != '\0') action->setIcon(style::icon(QString::fromLatin1(icon), style::Ink::Muted));
  action->setShortcut(shortcut);
  return action;
}

void Actions::fill(QMenuBar* bar, const QList<QAction*>& certificates) {
  for (QMenu* menu : {m_file, m_server, m_certificates, m_view, m_help}) bar->addMenu(menu);
  m_file->addActions({newServer, duplicate, rename, remove});
  m_file->addSeparator();
  m_file->addActions({openFile, openFolder});
  m_file->addSeparator();
  m_file->addActions({settings});
  m_file->addSeparator();
  m_file->addActions({close, quit});

  m_server->addActions({startStop, reload, restart, apply, discard});
  m_server->addSeparator();
  m_server->addActions({openAddress, copyAddress, sendRequests, crashWorker});
  m_server->addSeparator();
  m_server->addActions({startAll, stopAll});
  m_server->addSeparator();
  m_commands->setIcon(style::icon(QStringLiteral("terminal"), style::Ink::Muted));
  m_commands->addActions({copyStart, copyStop, copyReload, copyRestart, copyScale, copyCheck, copyStatus, copyEvents});
  m_server->addMenu(m_commands);
  m_server->addAction(copyDiagnostics);

  m_certificates->addActions({showCertificates, newCertificate});
  m_certificates->addActions(certificates);
  m_certificates->addSeparator();
  m_certificates->addActions({trustAuthority, checkTrust});
  m_certificates->addSeparator();
  m_certificates->addActions({pickFiles, openStore});
  m_view->addActions({showServers, showCertificates});
  m_view->addSeparator();
  m_view->addAction(find);
  m_view->addSeparator();
  m_view->addMenu(m_language);
  m_view->addMenu(m_colours);
  m_help->addActions({showHints, about});

  m_serverMenu->addActions({startStop, reload, restart});
  m_serverMenu->addSeparator();
  m_serverMenu->addActions({openAddress, copyAddress, sendRequests, crashWorker});
  m_serverMenu->addSeparator();
  m_serverMenu->addActions({rename, duplicate, remove});
  m_serverMenu->addSeparator();
  m_serverMenu->addActions({openFile, openFolder});
  m_serverMenu->addMenu(m_commands);
  m_serverMenu->addAction(copyDiagnostics);
  retranslate();
}

void Actions::update(const ServerPage& page, int servers, int running) {
  const Cluster* cluster = page.cluster();
  const bool any = cluster != nullptr;
  const bool stopped = !any || cluster->isStopped();
  m_running = !stopped;
  startStop->setIcon(style::icon(stopped ? QStringLiteral("start") : QStringLiteral("stop"), style::Ink::Muted));
  startStop->setEnabled(any && (stopped ? page.draft().isEditable() : cluster->state() != Cluster::State::Stopping));
  for (QAction* action : {reload, restart, openAddress, sendRequests, crashWorker, copyStop, copyReload, copyRestart,
                          copyScale, copyStatus, copyEvents})
    action->setEnabled(!stopped);
  for (QAction* action : {openFolder, openFile, copyAddress, copyStart, copyCheck, copyDiagnostics})
    action->setEnabled(any);
  const bool mine = any && !page.draft().profile().elsewhere;
  duplicate->setEnabled(mine);
  rename->setEnabled(mine && page.draft().isEditable());
  remove->setEnabled(mine && stopped);
  apply->setEnabled(page.draft().changeCount() > 0 && !page.draft().isConflict());
  discard->setEnabled(page.draft().changeCount() > 0);
  pickFiles->setEnabled(page.draft().isEditable());
  startAll->setEnabled(running < servers);
  stopAll->setEnabled(running > 0);
  retranslateServerActions();
}

void Actions::fillChoices() {
  m_language->clear();
  m_colours->clear();
  const auto addChoice = [](QMenu* menu, QActionGroup* group, const QString& text, bool checked) {
    QAction* action = menu->addAction(text);
    action->setCheckable(true);
    action->setChecked(checked);
    action->setActionGroup(group);
    return action;
  };
  QStringList codes{QString()};
  codes += Language::available();
  for (const QString& code : codes) {
    QAction* action =
        addChoice(m_language, m_languageChoices, code.isEmpty() ? tr("As the system") : Language::nameOf(code),
                  m_settings.language() == code);
    connect(action, &QAction::triggered, this, [this, code] { m_settings.setLanguage(code); });
  }
  const QList<QPair<Theme::Choice, QString>> themes{{Theme::Choice::System, tr("As the system")},
                                                    {Theme::Choice::Light, tr("Light")},
                                                    {Theme::Choice::Dark, tr("Dark")}};
  for (const auto& [choice, text] : themes) {
    QAction* action = addChoice(m_colours, m_colourChoices, text, m_settings.theme() == choice);
    connect(action, &QAction::triggered, this, [this, chosen = choice] { m_settings.setTheme(chosen); });
  }
}

void Actions::retranslateServerActions() {
  startStop->setText(m_running ? tr("&Stop") : tr("&Start"));
}

void Actions::retranslate() {
  m_file->setTitle(tr("&File"));
  m_server->setTitle(tr("&Server"));
  m_certificates->setTitle(tr("&Certificates"));
  m_view->setTitle(tr("&View"));
  m_help->setTitle(tr("&Help"));
  newServer->setText(tr("&New server"));
  duplicate->setText(tr("&Duplicate"));
  rename->setText(tr("Re&name…"));
  remove->setText(tr("Re&move"));
  openFolder->setText(tr("Open &folder"));
  openFile->setText(tr("&Open file"));
  settings->setText(tr("&Settings…"));
  close->setText(tr("&Close window"));
  quit->setText(tr("&Quit"));
  reload->setText(tr("&Reload"));
  restart->setText(tr("Restart the &workers"));
  apply->setText(tr("&Apply changes"));
  discard->setText(tr("&Discard changes"));
  openAddress->setText(tr("&Open in browser"));
  copyAddress->setText(tr("Copy &address"));
  sendRequests->setText(tr("Send 20 re&quests"));
  crashWorker->setText(tr("Cras&h one worker"));
  startAll->setText(tr("Start all"));
  stopAll->setText(tr("Stop all"));
  m_commands->setTitle(tr("Copy as command"));
  copyStart->setText(tr("Start"));
  copyStop->setText(tr("Stop"));
  copyReload->setText(tr("Reload"));
  copyRestart->setText(tr("Restart the workers"));
  copyScale->setText(tr("Set the number of workers"));
  copyCheck->setText(tr("Check the file"));
  copyStatus->setText(tr("Show the state"));
  copyEvents->setText(tr("Follow the events"));
  copyDiagnostics->setText(tr("Copy diagnostics"));
  showServers->setText(tr("&Servers"));
  showCertificates->setText(tr("&Certificates"));
  pickFiles->setText(tr("&Pick files for this server…"));
  newCertificate->setText(tr("&New certificate…"));
  trustAuthority->setText(tr("&Trust the local authority…"));
  checkTrust->setText(tr("&Will browsers accept it?…"));
  openStore->setText(tr("Open the &folder of certificates"));
  find->setText(tr("&Find in the log"));
  m_language->setTitle(tr("&Language"));
  m_colours->setTitle(tr("C&olours"));
  showHints->setText(tr("Show the first-start &hints"));
  about->setText(tr("&About Forkyard"));
  retranslateServerActions();
  fillChoices();
}
