// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The settings of the panel. Every choice is in force at once; there is nothing to confirm.

#pragma once

#include <QDialog>

class QCheckBox;
class QComboBox;
class QLabel;
class Settings;

class SettingsDialog : public QDialog {
  Q_OBJECT

 public:
  SettingsDialog(Settings& settings, QWidget* parent);

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void retranslate();
  void fill();

  Settings& m_settings;
  QLabel* m_languageLabel;
  QComboBox* m_language;
  QLabel* m_themeLabel;
  QComboBox* m_theme;
  QLabel* m_closingLabel;
  QComboBox* m_closing;
  QCheckBox* m_tray;
  QCheckBox* m_notifications;
  QCheckBox* m_login;
  QLabel* m_failure;
};
