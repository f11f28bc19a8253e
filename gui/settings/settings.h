// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// What the person chose, kept in panel.ini of the configuration folder. Knows no widget.

#pragma once

#include <QObject>
#include <QSettings>
#include <QString>

#include "gui/style/theme.h"

class Settings : public QObject {
  Q_OBJECT

 public:
  /// What closing the window does while servers run.
  enum class Closing { Ask, KeepRunning, Stop };
  Q_ENUM(Closing)

  explicit Settings(QObject* parent = nullptr);

  /// Two-letter code; empty: the system's.
  [[nodiscard]] QString language() const;
  void setLanguage(const QString& code);
  [[nodiscard]] Theme::Choice theme() const;
  void setTheme(Theme::Choice choice);
  [[nodiscard]] Closing closing() const;
  void setClosing(Closing closing);

  /// An icon in the desktop's tray; off until asked for.
  [[nodiscard]] bool tray() const;
  void setTray(bool on);
  /// Of what goes wrong while nobody looks; on until put off.
  [[nodiscard]] bool notifications() const;
  void setNotifications(bool on);

  [[nodiscard]] QByteArray windowGeometry() const;
  void setWindowGeometry(const QByteArray& geometry);
  [[nodiscard]] QByteArray liveSplitter() const;
  void setLiveSplitter(const QByteArray& state);
  /// The server that was looked at last.
  [[nodiscard]] QString lastServer() const;
  void setLastServer(const QString& name);
  /// The person has put the first-start hints away.
  [[nodiscard]] bool hintsDone() const;
  void setHintsDone(bool done);

 signals:
  void languageChanged(const QString& code);
  void themeChanged(Theme::Choice choice);
  void trayChanged(bool on);

 private:
  QSettings m_store;
};
