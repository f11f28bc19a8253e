// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The log of one cluster: what happened, filtered by kind and worker, with a text to find, to copy and to export. The
// events are kept by the cluster's EventModel: going to another server and back loses nothing.

#pragma once

#include <QPointer>
#include <QTimer>
#include <QWidget>

#include "gui/cluster/cluster.h"
#include "gui/log/event_filter.h"

class Banner;
class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QMenu;
class QStackedLayout;
class QToolButton;
class LogView;

class LogPane : public QWidget {
  Q_OBJECT

 public:
  explicit LogPane(QWidget* parent = nullptr);

  /// Null: shows nothing. The cluster stays its owner's.
  void setCluster(Cluster* cluster);
  [[nodiscard]] LogView* view() const { return m_view; }
  [[nodiscard]] EventFilter* filter() { return &m_filter; }

 public slots:
  /// Shows only what happened to this worker.
  void filterWorker(int slot);
  void focusFind();
  void findNext();
  void findPrevious();
  void showAll();
  void exportEvents();

 protected:
  void changeEvent(QEvent* event) override;
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  void buildToolbar();
  void retranslate();
  void fillKinds();
  void fillWorkers(int count);
  void applyCriteria();
  void step(int direction);
  void updateMatches();
  void updateEmpty();
  void showTimeMenu(const QPoint& place);
  void showMenu(const QPoint& place);
  void addTimeStyles(QMenu* menu);
  void write(const QString& path);

  QPointer<Cluster> m_cluster;
  QPointer<EventModel> m_events;
  EventFilter m_filter;
  QTimer m_findDelay;
  QTimer m_clock;
  int m_workers = -1;
  QWidget* m_toolbar = nullptr;
  QLabel* m_title = nullptr;
  QComboBox* m_kind = nullptr;
  QComboBox* m_worker = nullptr;
  QLineEdit* m_find = nullptr;
  QToolButton* m_onlyMatches = nullptr;
  QLabel* m_matches = nullptr;
  QCheckBox* m_follow = nullptr;
  QToolButton* m_clear = nullptr;
  QToolButton* m_export = nullptr;
  Banner* m_notice = nullptr;
  QStackedLayout* m_stack = nullptr;
  LogView* m_view = nullptr;
  QWidget* m_empty = nullptr;
  QLabel* m_emptyText = nullptr;
  QToolButton* m_showAll = nullptr;
};
