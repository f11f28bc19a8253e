// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The icon in the desktop's tray, for who wants it: what runs at a glance, and the window with one click.

#pragma once

#include <QObject>
#include <memory>

class ProfileModel;
class QMenu;
class QSystemTrayIcon;
class Settings;

class TrayIcon : public QObject {
  Q_OBJECT

 public:
  TrayIcon(const ProfileModel& servers, Settings& settings, QObject* parent = nullptr);
  ~TrayIcon() override;

  /// It is wanted, and this desktop has a tray.
  [[nodiscard]] bool isShown() const { return m_icon != nullptr; }
  /// Made anew each time it is opened. Owned by this object.
  QMenu* fillMenu();

 signals:
  void windowAsked();
  void serverAsked(const QString& id);
  void startAllAsked();
  void stopAllAsked();
  void quitAsked();

 private:
  void follow();
  void retell();

  const ProfileModel& m_servers;
  Settings& m_settings;
  std::unique_ptr<QMenu> m_menu;
  std::unique_ptr<QSystemTrayIcon> m_icon;
};
