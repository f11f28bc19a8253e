// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The workers of one cluster: the table with its lanes, one line about the life that is looked at, the zoom, and what a
// worker can be asked to do.

#pragma once

#include <QPointer>
#include <QTimer>
#include <QWidget>

#include "gui/cluster/cluster.h"

class QLabel;
class QMenu;
class LifeTable;
class QStackedLayout;
class QStackedWidget;
class QToolButton;
class ReloadStrip;
class WorkerModel;
class WorkerTable;

class WorkerPane : public QWidget {
  Q_OBJECT

 public:
  explicit WorkerPane(QWidget* parent = nullptr);

  /// Null: shows nothing. The cluster stays its owner's.
  void setCluster(Cluster* cluster);
  /// The words in place of the table while no worker has been seen: what Start will do.
  void setEmptyText(const QString& text);
  /// High enough for three to twelve rows, as there are.
  QSize sizeHint() const override;
  [[nodiscard]] WorkerTable* table() const { return m_table; }
  /// The menu of one worker; owned by the caller.
  [[nodiscard]] QMenu* createMenu(int slot, QWidget* parent);

 public slots:
  /// The lane of this worker glows for a moment: it has just answered.
  void pulse(int slot);
  void selectWorker(int slot);

 signals:
  /// A reload that can be watched takes room above the table, or gives it back.
  void reloadShown(bool shown);
  /// The person wants to see this worker in the log.
  void workerSelected(int slot);

 protected:
  void changeEvent(QEvent* event) override;
  void showEvent(QShowEvent* event) override;
  void hideEvent(QHideEvent* event) override;

 private:
  void buildHeading();
  void retranslate();
  void tick();
  void updateDetails();
  void updateReload();
  void updateZoom();
  void updateEmpty();
  void showLives(bool shown);
  [[nodiscard]] QString summary() const;

  QPointer<Cluster> m_cluster;
  QPointer<WorkerModel> m_model;
  QTimer m_ticker;
  QStackedLayout* m_stack = nullptr;
  QWidget* m_content = nullptr;
  QStackedWidget* m_views = nullptr;
  WorkerTable* m_table = nullptr;
  LifeTable* m_lives = nullptr;
  ReloadStrip* m_reload = nullptr;
  bool m_reloadShown = false;
  QWidget* m_heading = nullptr;
  QLabel* m_title = nullptr;
  QLabel* m_details = nullptr;
  QLabel* m_span = nullptr;
  QLabel* m_empty = nullptr;
  QToolButton* m_live = nullptr;
  QToolButton* m_longer = nullptr;
  QToolButton* m_shorter = nullptr;
  QToolButton* m_asTable = nullptr;
};
