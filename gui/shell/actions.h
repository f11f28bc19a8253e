// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Everything that can be asked for by menu or key: the actions, their words, shortcuts and menus. What they do is
// connected by MainWindow.

#pragma once

#include <QAction>
#include <QActionGroup>
#include <QMenu>
#include <QMenuBar>

class ServerPage;
class Settings;

class Actions : public QObject {
  Q_OBJECT

 public:
  explicit Actions(Settings& settings, QWidget* window);

  QAction* newServer;
  QAction* duplicate;
  QAction* rename;
  QAction* remove;
  QAction* openFolder;
  QAction* openFile;
  QAction* settings;
  QAction* close;
  QAction* quit;

  QAction* startStop;
  QAction* reload;
  QAction* restart;
  QAction* apply;
  QAction* discard;
  QAction* openAddress;
  QAction* copyAddress;
  QAction* crashWorker;
  QAction* sendRequests;
  QAction* startAll;
  QAction* stopAll;
  QAction* copyStart;
  QAction* copyStop;
  QAction* copyReload;
  QAction* copyRestart;
  QAction* copyScale;
  QAction* copyCheck;
  QAction* copyStatus;
  QAction* copyEvents;
  QAction* copyDiagnostics;

  QAction* showServers;
  QAction* showCertificates;
  QAction* pickFiles;
  QAction* openStore;
  QAction* newCertificate;
  QAction* trustAuthority;
  QAction* checkTrust;
  QAction* find;
  QAction* showHints;
  QAction* about;

  /// The "..." of a server's page and the context menu of the sidebar.
  [[nodiscard]] QMenu* serverMenu() const { return m_serverMenu; }
  /// `certificates`: what the page of certificates offers besides.
  void fill(QMenuBar* bar, const QList<QAction*>& certificates);
  /// What is possible now.
  void update(const ServerPage& page, int servers, int running);
  void retranslate();

 private:
  QAction* make(const char* icon, const QKeySequence& shortcut = {});
  void retranslateServerActions();
  void fillChoices();

  Settings& m_settings;
  bool m_running = false;
  QMenu* m_file;
  QMenu* m_server;
  QMenu* m_certificates;
  QMenu* m_view;
  QMenu* m_help;
  QMenu* m_serverMenu;
  QMenu* m_commands;
  QMenu* m_language;
  QMenu* m_colours;
  QActionGroup* m_languageChoices;
  QActionGroup* m_colourChoices;
};
