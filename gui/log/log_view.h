// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The rows of the log: one height, fixed columns, several can be chosen and copied. Follows the newest until the person
// scrolls up, and again from the end on.

#pragma once

#include <QTableView>

#include "gui/log/event_filter.h"

class LogView : public QTableView {
  Q_OBJECT

 public:
  explicit LogView(QWidget* parent = nullptr);

  void setFilter(EventFilter* filter);
  [[nodiscard]] bool isFollowing() const { return m_following; }
  void setFollowing(bool following);
  /// The chosen rows, top down; all rows when none is chosen.
  [[nodiscard]] std::vector<EventModel::EventPointer> chosenEvents() const;
  void copySelection() const;
  /// Six rows: where a window is too low for all, others give way first.
  [[nodiscard]] QSize minimumSizeHint() const override;

 signals:
  void followingChanged(bool following);
  void timeMenuRequested(const QPoint& globalPosition);
  void menuRequested(const QPoint& globalPosition);

 protected:
  void keyPressEvent(QKeyEvent* event) override;
  void contextMenuEvent(QContextMenuEvent* event) override;
  void changeEvent(QEvent* event) override;
  void wheelEvent(QWheelEvent* event) override;
  void scrollContentsBy(int dx, int dy) override;
  void updateGeometries() override;

 private:
  void applyMetrics();
  void handleScrolled();
  void handleAboutToRemove(int first, int last);
  void followNewest();
  void alignFirstRow();

  EventFilter* m_filter = nullptr;
  bool m_following = true;
  bool m_moving = false;  ///< we scroll, not the person
};
