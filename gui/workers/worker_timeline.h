// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// What the lanes of all workers share: the stretch of time they show, the life that has the keyboard's focus, the one
// under the pointer, and the words for a life. Painting is LanePainter's, events are the table's.

#pragma once

#include <QObject>
#include <QPointer>
#include <QRect>
#include <map>
#include <optional>

#include "gui/log/event_model.h"
#include "gui/workers/time_window.h"
#include "gui/workers/worker_model.h"

class WorkerTimeline : public QObject {
  Q_OBJECT

 public:
  /// Names a life however the lives around it come and go.
  struct LifeKey {
    int slot = 0;
    pid_t pid = 0;
    base::UnixMilliseconds forked = 0;
    bool operator==(const LifeKey&) const = default;
  };

  explicit WorkerTimeline(QObject* parent = nullptr);

  void setModel(WorkerModel* model);
  [[nodiscard]] const TimeWindow& window() const { return m_window; }

  void setNow(base::UnixMilliseconds now);
  void zoomStep(int direction);
  void zoom(double factor, base::UnixMilliseconds anchor);
  void pan(qint64 milliseconds);
  void goLive();

  void setHovered(const std::optional<LifeKey>& life);
  [[nodiscard]] const std::optional<LifeKey>& hovered() const { return m_hovered; }
  void setFocused(const std::optional<LifeKey>& life);
  [[nodiscard]] const std::optional<LifeKey>& focused() const { return m_focused; }
  /// The next (1) or previous (-1) life of the slot gets the focus and is scrolled to; first the newest.
  void focusStep(int slot, int direction);

  /// The life at `x` of a lane that fills `cell`: an exit's mark first, then a bar, then the life before a gap.
  [[nodiscard]] std::optional<LifeKey> lifeAt(int slot, const QRect& cell, int x) const;
  [[nodiscard]] const WorkerLife* life(const LifeKey& key) const;
  /// One line, whole sentences: "PID 4711, 12:00:01 to 12:00:13. Killed by SIGKILL after 12 s, ... Served 812
  /// requests."
  [[nodiscard]] QString details(const LifeKey& key) const;

  /// The same, with its generation, its certificate and its last lines of the log, as rich text for a tool tip.
  [[nodiscard]] QString tip(const LifeKey& key) const;
  /// Where the lines come from; null: from nowhere.
  void setEvents(const EventModel* events) { m_events = events; }

  /// The lane of this slot glows for a moment: it has just answered.
  void pulse(int slot);
  [[nodiscard]] double pulseOf(int slot) const;

 signals:
  void windowChanged();
  void emphasisChanged();

 private:
  void stepPulses();
  [[nodiscard]] static QString answeredWords(std::int64_t requests);
  [[nodiscard]] QStringList lastLines(const WorkerLife& life) const;

  WorkerModel* m_model = nullptr;
  QPointer<const EventModel> m_events;
  TimeWindow m_window;
  std::optional<LifeKey> m_hovered;
  std::optional<LifeKey> m_focused;
  QTimer m_pulseTimer;
  std::map<int, double> m_pulses;
};
