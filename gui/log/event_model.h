// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The newest 20,000 events of one cluster, oldest first. Rows come at the end and leave at the front only. Knows no
// widget; what is shown of it is EventFilter's part.

#pragma once

#include <QAbstractTableModel>
#include <deque>
#include <memory>
#include <vector>

#include "server/control/event.h"

class Cluster;

class EventModel : public QAbstractTableModel {
  Q_OBJECT

 public:
  static constexpr int capacity = 20'000;
  enum Column { Time, Worker, Pid, Sentence, ColumnCount };
  enum class TimeStyle { Clock, Relative, SinceStart };
  Q_ENUM(TimeStyle)
  enum Role {
    LookRole = Qt::UserRole,  ///< int, style::Shape; invalid: no mark
    ToneRole,                 ///< int, style::Tone
    SlotRole,                 ///< int; invalid: the master's
    KindRole,                 ///< int, control::EventKind
  };
  using EventPointer = std::shared_ptr<const control::Event>;

  explicit EventModel(QObject* parent = nullptr);
  /// The model of a cluster, made at the first call and fed from then on, whoever looks. Owned by the cluster.
  static EventModel* of(Cluster* cluster);

  void append(const std::vector<control::Event>& events);
  void clear();
  using QAbstractTableModel::event;  // QObject's stays beside the one below
  /// A copy of what is kept, for another thread.
  [[nodiscard]] const EventPointer& event(int row) const { return m_rows[static_cast<std::size_t>(row)].event; }
  /// Its sentence, made once; kept until the language changes.
  [[nodiscard]] const QString& sentence(int row) const;
  /// Of the first row, counted from the first event ever: names a row for good.
  [[nodiscard]] quint64 firstNumber() const { return m_firstNumber; }

  void setTimeStyle(TimeStyle timeStyle);
  [[nodiscard]] TimeStyle timeStyle() const { return m_timeStyle; }
  /// For Relative: the times of all rows have changed.
  void setNow(base::UnixMilliseconds now);
  void forgetSentences();

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

  /// "12:00:01.123"; a date before it when it is not of today.
  static QString clockText(base::UnixMilliseconds time);
  static QString workerText(const control::Event& event);

 private:
  struct Row {
    EventPointer event;
    mutable QString sentence;
  };

  [[nodiscard]] QString timeText(const control::Event& event) const;

  std::deque<Row> m_rows;
  quint64 m_firstNumber = 0;
  TimeStyle m_timeStyle = TimeStyle::Clock;
  base::UnixMilliseconds m_now = 0;
  base::UnixMilliseconds m_start = 0;
};
