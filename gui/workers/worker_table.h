// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The workers as a table whose last column is each worker's lane: one row, one selection, one scroll bar. Takes mouse
// and keyboard for the lanes; what a worker is to do is told by signals.

#pragma once

#include <QTableView>
#include <optional>

#include "gui/workers/worker_timeline.h"

class WorkerTable : public QTableView {
  Q_OBJECT

 public:
  explicit WorkerTable(QWidget* parent = nullptr);

  void setWorkerModel(WorkerModel* model);
  [[nodiscard]] WorkerTimeline* timeline() { return &m_timeline; }
  /// Empty: no row is selected.
  [[nodiscard]] std::optional<int> selectedSlot() const;
  void selectSlot(int slot);
  /// Pixels that the header and this many rows need.
  [[nodiscard]] int heightOfRows(int rows) const;

 signals:
  /// A lane was clicked, Enter pressed, or "Show in log" chosen.
  void slotActivated(int slot);
  void slotSelected(int slot);
  void menuRequested(int slot, const QPoint& globalPosition);

 protected:
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  void wheelEvent(QWheelEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void contextMenuEvent(QContextMenuEvent* event) override;
  void changeEvent(QEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;
  bool viewportEvent(QEvent* event) override;

 private:
  void applyMetrics();
  void chooseColumns();
  void showFocusTip();
  void updateLanes();
  [[nodiscard]] bool inLanes(const QPoint& position) const;
  [[nodiscard]] QRectF laneArea() const;
  [[nodiscard]] std::optional<int> slotAt(const QPoint& position) const;
  [[nodiscard]] std::optional<WorkerTimeline::LifeKey> lifeAt(const QPoint& position) const;

  WorkerTimeline m_timeline;
  std::optional<QPoint> m_pressed;  ///< where a drag of the lanes began
  int m_dragged = 0;                ///< pixels so far
  int m_lastX = 0;
};
