// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// What a worker can be asked to do, as its context menu.

#pragma once

#include <QMenu>
#include <QPointer>

#include "gui/cluster/cluster.h"

class WorkerMenu : public QMenu {
  Q_OBJECT

 public:
  WorkerMenu(Cluster* cluster, const control::WorkerStatus& worker, QWidget* parent);

 signals:
  void showInLogAsked();

 private:
  void addKillMenu(bool alive);
  void addCommandMenu();

  QPointer<Cluster> m_cluster;
  control::WorkerStatus m_worker;
};
