// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The bar between a server's setup and its workers: changes not in use yet, and a file that somebody else changed.

#pragma once

#include <QWidget>

class Banner;
class QPushButton;
class SetupDraft;

class DraftBar : public QWidget {
  Q_OBJECT

 public:
  enum class Server { Stopped, Running, RunningOlderFile };

  explicit DraftBar(QWidget* parent = nullptr);

  void show(const SetupDraft& draft, Server server);

 signals:
  /// Save, and reload where the server runs.
  void applyAsked();
  void discardAsked();
  void reloadFileAsked();
  void keepMineAsked();
  void compareAsked();

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void retranslate();

  int m_count = 0;
  bool m_conflict = false;
  Server m_server = Server::Stopped;
  Banner* m_changes;
  QPushButton* m_apply;
  QPushButton* m_discard;
  Banner* m_outside;
  QPushButton* m_reloadFile;
  QPushButton* m_keepMine;
  QPushButton* m_compare;
};
