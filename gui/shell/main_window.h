// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The window: sidebar, pages, menus. Only arranges and connects; what a server's buttons do is ServerPage's.

#pragma once

#include <QMainWindow>

#include "gui/certificates/certificate_list.h"
#include "gui/profiles/profile_model.h"
#include "gui/profiles/profile_store.h"

class Actions;
class CertificatePage;
class EmptyPage;
class QStackedWidget;
class ServerPage;
class ServerSidebar;
class Notifications;
class Settings;
class TrayIcon;
class UndoBar;

class MainWindow : public QMainWindow {
  Q_OBJECT

 public:
  explicit MainWindow(Settings& settings, QWidget* parent = nullptr);
  ~MainWindow() override;

  [[nodiscard]] ServerPage* serverPage() const { return m_serverPage; }
  [[nodiscard]] ProfileModel& servers() { return m_model; }

 public slots:
  void comeToFront();
  /// In the tray where there is one that is wanted, else as a minimised window.
  void startQuietly();

 protected:
  void closeEvent(QCloseEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;
  void changeEvent(QEvent* event) override;

 private:
  void build();
  void connectSidebar();
  void connectActions();
  void connectCertificates();
  void connectStore();
  void connectTray();
  void quit();
  void showServer(const QString& id);
  void showCertificates();
  void updateActions();
  void rename();
  void askClosing();
  void finishClosing(bool stop);
  void fitWidth();
  void retranslate();

  Settings& m_settings;
  ProfileStore m_store;
  ProfileModel m_model;
  CertificateList m_certificates;
  Actions* m_actions;
  ServerSidebar* m_sidebar;
  QStackedWidget* m_pages;
  ServerPage* m_serverPage;
  CertificatePage* m_certificatePage;
  EmptyPage* m_emptyPage;
  Notifications* m_notifications;
  TrayIcon* m_tray;
  UndoBar* m_undo;
  bool m_mayClose = false;
  bool m_quitting = false;
};
