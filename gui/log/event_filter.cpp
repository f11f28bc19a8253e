// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Rows are known by their number since the first event: the ring's loss at the front then moves nothing here.

#include "gui/log/event_filter.h"

#include <QElapsedTimer>
#include <algorithm>

#include "gui/log/event_look.h"

namespace {

constexpr int sliceBudget = 6;  // milliseconds
constexpr int rowsBetweenClockReads = 64;

bool isProblem(const control::Event& event) {
  const auto look = eventLook::of(event);
  return look && (look->tone == style::Tone::Bad || look->tone == style::Tone::Warning);
}

}  // namespace

EventFilter::EventFilter(QObject* parent) : QAbstractProxyModel(parent) {
  m_slices.setInterval(0);
  connect(&m_slices, &QTimer::timeout, this, &EventFilter::workOnSlice);
}

void EventFilter::setEventModel(EventModel* model) {
  if (m_events == model) return;
  if (m_events != nullptr) m_events->disconnect(this);
  m_events = model;
  setSourceModel(model);
  if (model != nullptr) {
    connect(model, &QAbstractItemModel::rowsInserted, this,
            [this](const QModelIndex&, int first, int last) { handleInserted(first, last); });
    connect(model, &QAbstractItemModel::rowsRemoved, this,
            [this](const QModelIndex&, int first, int last) { handleRemoved(first, last); });
    connect(model, &QAbstractItemModel::modelReset, this, &EventFilter::handleReset);
    connect(model, &QAbstractItemModel::dataChanged, this, [this](const QModelIndex& from, const QModelIndex& to) {
      if (rowCount() > 0) emit dataChanged(index(0, from.column()), index(rowCount() - 1, to.column()));
    });
    connect(model, &QObject::destroyed, this, [this] {
      m_events = nullptr;
      handleReset();
    });
  }
  handleReset();
}

void EventFilter::setCriteria(const Criteria& criteria) {
  if (criteria == m_criteria) return;
  m_criteria = criteria;
  if (m_events == nullptr) return;
  m_coming.clear();
  m_nextTest = m_events->firstNumber();
  m_slices.start();
}

void EventFilter::handleReset() {
  beginResetModel();
  m_shown.clear();
  m_matches = 0;
  endResetModel();
  m_coming.clear();
  m_slices.stop();
  if (m_events != nullptr && m_events->rowCount() > 0) {
    m_nextTest = m_events->firstNumber();
    m_slices.start();
  }
  emit matchesChanged();
}

std::optional<EventFilter::Shown> EventFilter::test(int sourceRow) const {
  const control::Event& event = *m_events->event(sourceRow);
  if (m_criteria.kind && event.kind != *m_criteria.kind) return std::nullopt;
  if (m_criteria.withoutRequests && event.kind == control::EventKind::RequestServed) return std::nullopt;
  if (m_criteria.slot && !(event.slot ? event.concerns(*m_criteria.slot) : *m_criteria.slot == masterSlot))
    return std::nullopt;
  if (m_criteria.problemsOnly && !isProblem(event)) return std::nullopt;
  Shown shown{m_events->firstNumber() + static_cast<quint64>(sourceRow), false};
  if (m_criteria.text.isEmpty()) return shown;
  shown.match = m_events->sentence(sourceRow).contains(m_criteria.text, Qt::CaseInsensitive) ||
                (event.pid && QString::number(*event.pid) == m_criteria.text);
  if (!shown.match && m_criteria.findStyle == FindStyle::Hide) return std::nullopt;
  return shown;
}

void EventFilter::handleInserted(int first, int last) {
  if (m_slices.isActive()) return;  // the slices reach them
  Rows added;
  for (int row = first; row <= last; ++row)
    if (const auto shown = test(row)) added.push_back(*shown);
  if (added.empty()) return;
  beginInsertRows({}, rowCount(), rowCount() + static_cast<int>(added.size()) - 1);
  m_shown.insert(m_shown.end(), added.begin(), added.end());
  endInsertRows();
  const auto matches = std::count_if(added.begin(), added.end(), [](const Shown& shown) { return shown.match; });
  if (matches == 0) return;
  m_matches += static_cast<int>(matches);
  emit matchesChanged();
}

void EventFilter::handleRemoved(int, int) {
  forgetUpTo(m_events->firstNumber());
}

void EventFilter::forgetUpTo(quint64 number) {
  const auto before = [number](const Shown& shown) { return shown.number < number; };
  m_coming.erase(m_coming.begin(), std::partition_point(m_coming.begin(), m_coming.end(), before));
  m_nextTest = std::max(m_nextTest, number);
  const auto end = std::partition_point(m_shown.begin(), m_shown.end(), before);
  if (end == m_shown.begin()) return;
  const auto matches = std::count_if(m_shown.begin(), end, [](const Shown& shown) { return shown.match; });
  beginRemoveRows({}, 0, static_cast<int>(end - m_shown.begin()) - 1);
  m_shown.erase(m_shown.begin(), end);
  endRemoveRows();
  m_matches -= static_cast<int>(matches);
  if (matches != 0) emit matchesChanged();
}

void EventFilter::workOnSlice() {
  QElapsedTimer clock;
  clock.start();
  const quint64 end = m_events->firstNumber() + static_cast<quint64>(m_events->rowCount());
  for (int done = 0; m_nextTest < end; ++m_nextTest, ++done) {
    if (done % rowsBetweenClockReads == 0 && clock.elapsed() >= sliceBudget) return;
    if (const auto shown = test(static_cast<int>(m_nextTest - m_events->firstNumber()))) m_coming.push_back(*shown);
  }
  m_slices.stop();
  beginResetModel();
  m_shown = std::exchange(m_coming, {});
  m_matches =
      static_cast<int>(std::count_if(m_shown.begin(), m_shown.end(), [](const Shown& shown) { return shown.match; }));
  endResetModel();
  emit matchesChanged();
}

int EventFilter::matchesUpTo(int row) const {
  if (row < 0 || row >= rowCount()) return 0;
  return static_cast<int>(
      std::count_if(m_shown.begin(), m_shown.begin() + row + 1, [](const Shown& shown) { return shown.match; }));
}

int EventFilter::nextMatch(int row, int direction) const {
  const int count = rowCount();
  if (m_matches == 0) return -1;
  int at = row < 0 && direction < 0 ? 0 : row;
  for (int steps = 0; steps < count; ++steps) {
    at = (at + direction + count) % count;
    if (isMatch(at)) return at;
  }
  return -1;
}

QModelIndex EventFilter::index(int row, int column, const QModelIndex& parent) const {
  if (parent.isValid() || row < 0 || row >= rowCount() || column < 0 || column >= columnCount()) return {};
  return createIndex(row, column);
}

QModelIndex EventFilter::parent(const QModelIndex&) const {
  return {};
}

int EventFilter::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(m_shown.size());
}

int EventFilter::columnCount(const QModelIndex& parent) const {
  return parent.isValid() || m_events == nullptr ? 0 : EventModel::ColumnCount;
}

// The source may have lost rows that are still here: asking it would tell of another moment.
bool EventFilter::hasChildren(const QModelIndex& parent) const {
  return rowCount(parent) > 0;
}

QModelIndex EventFilter::mapToSource(const QModelIndex& proxy) const {
  if (!proxy.isValid() || m_events == nullptr || proxy.row() >= rowCount()) return {};
  const quint64 number = m_shown[static_cast<std::size_t>(proxy.row())].number;
  if (number < m_events->firstNumber()) return {};
  return m_events->index(static_cast<int>(number - m_events->firstNumber()), proxy.column());
}

QModelIndex EventFilter::mapFromSource(const QModelIndex& source) const {
  if (!source.isValid()) return {};
  const quint64 number = m_events->firstNumber() + static_cast<quint64>(source.row());
  const auto found = std::partition_point(m_shown.begin(), m_shown.end(),
                                          [number](const Shown& shown) { return shown.number < number; });
  if (found == m_shown.end() || found->number != number) return {};
  return index(static_cast<int>(found - m_shown.begin()), source.column());
}

QVariant EventFilter::headerData(int section, Qt::Orientation orientation, int role) const {
  return m_events == nullptr ? QVariant() : m_events->headerData(section, orientation, role);
}
