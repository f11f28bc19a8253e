// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Which events are shown, and which of those hold the text that is looked for. A changed filter is worked through in
// slices, the old rows staying until the new ones are known: 20,000 sentences at once would hold the window up.

#pragma once

#include <QAbstractProxyModel>
#include <QTimer>
#include <deque>
#include <optional>

#include "gui/log/event_model.h"

class EventFilter : public QAbstractProxyModel {
  Q_OBJECT

 public:
  /// Highlight: the text marks rows; Hide: rows without it are not shown.
  enum class FindStyle { Highlight, Hide };
  static constexpr int masterSlot = -1;

  struct Criteria {
    std::optional<control::EventKind> kind;  ///< empty: all
    bool problemsOnly = false;               ///< exits that nobody asked for, refusals, losses
    bool withoutRequests = false;            ///< all but request.served
    std::optional<int> slot;                 ///< empty: all; masterSlot: what is of no worker
    QString text;                            ///< case does not matter; empty: nothing is looked for
    FindStyle findStyle = FindStyle::Highlight;
    bool operator==(const Criteria&) const = default;
  };

  explicit EventFilter(QObject* parent = nullptr);

  void setEventModel(EventModel* model);
  [[nodiscard]] EventModel* eventModel() const { return m_events; }
  void setCriteria(const Criteria& criteria);
  [[nodiscard]] const Criteria& criteria() const { return m_criteria; }

  /// Rows that hold the text.
  [[nodiscard]] int matchCount() const { return m_matches; }
  [[nodiscard]] bool isMatch(int row) const { return m_shown[static_cast<std::size_t>(row)].match; }
  /// How many matches there are up to this row, itself too.
  [[nodiscard]] int matchesUpTo(int row) const;
  /// The next match after `row` (direction 1) or before it (-1), around the ends; -1: none.
  [[nodiscard]] int nextMatch(int row, int direction) const;
  [[nodiscard]] bool isWorking() const { return m_slices.isActive(); }

  QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
  QModelIndex parent(const QModelIndex& child) const override;
  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  bool hasChildren(const QModelIndex& parent = {}) const override;
  QModelIndex mapToSource(const QModelIndex& proxy) const override;
  QModelIndex mapFromSource(const QModelIndex& source) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

 signals:
  /// The filter has been worked through, or matches came or went.
  void matchesChanged();

 private:
  struct Shown {
    quint64 number = 0;
    bool match = false;
  };
  using Rows = std::deque<Shown>;

  void handleInserted(int first, int last);
  void handleRemoved(int first, int last);
  void handleReset();
  void workOnSlice();
  [[nodiscard]] std::optional<Shown> test(int sourceRow) const;
  void forgetUpTo(quint64 number);

  EventModel* m_events = nullptr;
  Criteria m_criteria;
  Rows m_shown;
  Rows m_coming;           ///< while a changed filter is worked through
  quint64 m_nextTest = 0;  ///< number of the row to test next for m_coming
  int m_matches = 0;
  QTimer m_slices;
};
