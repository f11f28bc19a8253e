// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// One panel a person: the second one asks the first to come to the front, and ends.

#pragma once

#include <QLocalServer>
#include <QObject>

class SingleInstance : public QObject {
  Q_OBJECT

 public:
  explicit SingleInstance(QObject* parent = nullptr);

  /// False: another one runs and has been asked to show itself. Waits at most 500 ms for it.
  [[nodiscard]] bool claim();

 signals:
  void shownAgain();

 private:
  void handleConnection();

  QLocalServer m_server;
};
