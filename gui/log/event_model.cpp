// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// A ring in a deque; sentences are made when first asked for, so that a flood of events costs only what is looked at.

#include "gui/log/event_model.h"

#include <QDateTime>
#include <QLocale>
#include <algorithm>

#include "gui/cluster/cluster.h"
#include "gui/log/event_look.h"
#include "gui/log/event_sentences.h"

using base::UnixMilliseconds;
using control::Event;

EventModel::EventModel(QObject* parent) : QAbstractTableModel(parent) {}

EventModel* EventModel::of(Cluster* cluster) {
  if (auto* known = cluster->findChild<EventModel*>(QString(), Qt::FindDirectChildrenOnly)) return known;
  auto* model = new EventModel(cluster);
  connect(cluster, &Cluster::eventsArrived, model, &EventModel::append);
  return model;
}

void EventModel::append(const std::vector<Event>& events) {
  const std::size_t skipped = events.size() > capacity ? events.size() - capacity : 0;
  const int added = static_cast<int>(events.size() - skipped);
  if (added == 0) return;
  const int over = rowCount() + added - capacity;
  if (over > 0) {
    beginRemoveRows({}, 0, over - 1);
    m_rows.erase(m_rows.begin(), m_rows.begin() + over);
    m_firstNumber += static_cast<quint64>(over);
    endRemoveRows();
  }
  beginInsertRows({}, rowCount(), rowCount() + added - 1);
  for (std::size_t i = skipped; i < events.size(); ++i) {
    if (events[i].kind == control::EventKind::MasterStarted) m_start = events[i].time;
    if (m_start == 0) m_start = events[i].time;
    m_rows.push_back({std::make_shared<const Event>(events[i]), {}});
  }
  endInsertRows();
}

void EventModel::clear() {
  beginResetModel();
  m_firstNumber += m_rows.size();
  m_rows.clear();
  endResetModel();
}

const QString& EventModel::sentence(int row) const {
  const Row& found = m_rows[static_cast<std::size_t>(row)];
  // What a worker wrote may hold line ends and control characters: a row is one line.
  if (found.sentence.isEmpty()) found.sentence = eventSentences::sentence(*found.event).simplified();
  return found.sentence;
}

void EventModel::forgetSentences() {
  for (const Row& row : m_rows) row.sentence.clear();
  if (rowCount() > 0) emit dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
}

void EventModel::setTimeStyle(TimeStyle timeStyle) {
  m_timeStyle = timeStyle;
  setNow(base::unixNow());
}

void EventModel::setNow(UnixMilliseconds now) {
  m_now = now;
  if (rowCount() > 0) emit dataChanged(index(0, Time), index(rowCount() - 1, Time), {Qt::DisplayRole});
}

int EventModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int EventModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : ColumnCount;
}

QVariant EventModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid()) return {};
  const Event& event = *this->event(index.row());
  switch (role) {
    case Qt::DisplayRole:
      switch (index.column()) {
        case Time:
          return timeText(event);
        case Worker:
          return workerText(event);
        case Pid:
          return event.pid ? QString::number(*event.pid) : QString();
        default:
          return sentence(index.row());
      }
    case Qt::ToolTipRole:
      return index.column() == Sentence ? QVariant(sentence(index.row())) : QVariant();
    case Qt::TextAlignmentRole:
      return QVariant(Qt::AlignVCenter |
                      (index.column() == Time || index.column() == Pid ? Qt::AlignRight : Qt::AlignLeft));
    case LookRole:
      if (const auto look = eventLook::of(event)) return static_cast<int>(look->shape);
      return {};
    case ToneRole:
      if (const auto look = eventLook::of(event)) return static_cast<int>(look->tone);
      return {};
    case SlotRole:
      return event.slot ? QVariant(*event.slot) : QVariant();
    case KindRole:
      return static_cast<int>(event.kind);
    default:
      return {};
  }
}

QVariant EventModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal) return {};
  if (role == Qt::TextAlignmentRole)
    return QVariant(Qt::AlignVCenter | (section == Time || section == Pid ? Qt::AlignRight : Qt::AlignLeft));
  if (role != Qt::DisplayRole) return {};
  switch (section) {
    case Time:
      return tr("Time");
    case Worker:
      return tr("Worker");
    case Pid:
      return tr("PID");
    case Sentence:
      return tr("Event");
    default:
      return {};
  }
}

QString EventModel::timeText(const Event& event) const {
  switch (m_timeStyle) {
    case TimeStyle::Clock:
      break;
    case TimeStyle::Relative: {
      const UnixMilliseconds ago = std::max<UnixMilliseconds>(0, m_now - event.time);
      return ago < 1000 ? tr("now") : tr("%1 ago").arg(eventSentences::durationWords(ago / 1000 * 1000));
    }
    case TimeStyle::SinceStart: {
      const double seconds = static_cast<double>(event.time - m_start) / 1000.0;
      return (seconds < 0 ? QStringLiteral("−") : QStringLiteral("+")) + QLocale().toString(std::abs(seconds), 'f', 3);
    }
  }
  return clockText(event.time);
}

QString EventModel::clockText(UnixMilliseconds time) {
  const QDateTime moment = QDateTime::fromMSecsSinceEpoch(time);
  const QString clock = moment.toString(QStringLiteral("HH:mm:ss.zzz"));
  return moment.date() == QDate::currentDate() ? clock : moment.toString(QStringLiteral("MM-dd ")) + clock;
}

QString EventModel::workerText(const Event& event) {
  if (!event.slot) return tr("master");
  if (event.slotCount() == 1) return tr("worker %1").arg(*event.slot);
  return tr("workers %1–%2", "all in one process").arg(*event.slot).arg(*event.slot + event.slotCount() - 1);
}
