// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Paints the cells of the worker table: figures that stand still, the state with its shape, the lane.

#pragma once

#include <QHeaderView>
#include <QStyledItemDelegate>

class WorkerTimeline;

class WorkerDelegate : public QStyledItemDelegate {
  Q_OBJECT

 public:
  WorkerDelegate(const WorkerTimeline& timeline, QObject* parent);

  void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;

 private:
  void paintState(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const;
  void paintLane(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const;

  const WorkerTimeline& m_timeline;
};

/// The table's header; over the lanes it is the axis of time.
class WorkerHeader : public QHeaderView {
  Q_OBJECT

 public:
  WorkerHeader(const WorkerTimeline& timeline, QWidget* parent);

 protected:
  void paintSection(QPainter* painter, const QRect& rect, int logicalIndex) const override;

 private:
  const WorkerTimeline& m_timeline;
};
