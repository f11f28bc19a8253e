// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The files of a Redis that is reached by TLS: whom to trust, and who the server is there.

#pragma once

#include <QDialog>

#include "server/config/config_sessions.h"

class FileField;
class QLabel;
class QPushButton;

class RedisFilesDialog : public QDialog {
  Q_OBJECT

 public:
  RedisFilesDialog(const config::Sessions& sessions, QWidget* parent);

  /// What it was made from, with the files as chosen.
  [[nodiscard]] config::Sessions sessions() const;

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void build();
  void retranslate();
  void check();

  config::Sessions m_sessions;
  QLabel* m_introduction;
  QLabel* m_caLabel;
  QLabel* m_certificateLabel;
  QLabel* m_keyLabel;
  FileField* m_ca;
  FileField* m_certificate;
  FileField* m_key;
  QLabel* m_missing;
  QPushButton* m_use = nullptr;
};
