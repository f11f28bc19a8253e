// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Lives mostly come at the end, so that rows are mostly appended and a selection stays.

#include "gui/workers/life_model.h"

#include <QLocale>
#include <algorithm>

#include "gui/log/event_model.h"
#include "gui/log/event_sentences.h"
#include "gui/log/exit_sentences.h"

LifeModel::LifeModel(QObject* parent) : QAbstractTableModel(parent) {}

void LifeModel::setSource(WorkerModel* source) {
  beginResetModel();
  m_source = source;
  m_rows.clear();
  endResetModel();
  refresh();
}

void LifeModel::refresh() {
  std::vector<Key> rows;
  if (m_source) {
    rows.reserve(m_source->history().size());
    m_source->history().forEach([&rows](int slot, const WorkerLife& life) {
      rows.push_back({life.forked, slot, life.pid});
    });
    std::ranges::sort(rows);
  }
  const bool grown = rows.size() >= m_rows.size() && std::ranges::equal(m_rows, std::span(rows).first(m_rows.size()));
  if (!grown) {
    beginResetModel();
    m_rows = std::move(rows);
    endResetModel();
    return;
  }
  if (rows.size() > m_rows.size()) {
    beginInsertRows({}, rowCount(), static_cast<int>(rows.size()) - 1);
    m_rows = std::move(rows);
    endInsertRows();
  }
  if (!m_rows.empty()) emit dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
}

int LifeModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int LifeModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : ColumnCount;
}

QVariant LifeModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid() || !m_source) return {};
  const auto column = static_cast<Column>(index.column());
  if (role == Qt::TextAlignmentRole)
    return QVariant(Qt::AlignVCenter | (column == End || column == Certificate ? Qt::AlignLeft : Qt::AlignRight));
  const bool accessible = role == Qt::AccessibleTextRole;
  if (role != Qt::DisplayRole && role != Qt::ToolTipRole && !accessible) return {};
  const Key& key = m_rows[static_cast<std::size_t>(index.row())];
  const WorkerLife* life = m_source->history().life(key.slot, key.pid, key.forked);
  if (life == nullptr) return {};
  const QString cell = text(key, *life, column);
  return accessible ? tr("%1: %2", "heading, then value").arg(headerData(column, Qt::Horizontal, role).toString(), cell)
                    : cell;
}

QString LifeModel::text(const Key& key, const WorkerLife& life, Column column) const {
  switch (column) {
    case Slot:
      return QString::number(key.slot);
    case Pid:
      return QString::number(life.pid);
    case Generation:
      return QString::number(life.generation);
    case Forked:
      return EventModel::clockText(life.forked);
    case Lived:
      return eventSentences::durationWords((life.exited != 0 ? life.exited : m_source->now()) - life.forked);
    case Requests:
      return QLocale().toString(static_cast<qlonglong>(life.exit ? life.exit->requests : life.requests));
    case End:
      if (life.exit) return eventSentences::exitSentence(*life.exit);
      if (life.exited != 0) return tr("Ended with its server.");
      return life.draining != 0 ? tr("Finishes its connections.") : life.ready != 0 ? tr("Serves.") : tr("Starts.");
    case Certificate:
      return QString::fromStdString(life.fingerprint);
    case ColumnCount:
      break;
  }
  return {};
}

QVariant LifeModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal) return {};
  if (role == Qt::TextAlignmentRole)
    return QVariant(Qt::AlignVCenter | (section == End || section == Certificate ? Qt::AlignLeft : Qt::AlignRight));
  if (role != Qt::DisplayRole && role != Qt::AccessibleTextRole) return {};
  switch (section) {
    case Slot:
      return tr("Worker");
    case Pid:
      return tr("PID");
    case Generation:
      return tr("Generation");
    case Forked:
      return tr("Forked at");
    case Lived:
      return tr("Lived");
    case Requests:
      return tr("Requests");
    case End:
      return tr("How it ended");
    case Certificate:
      return tr("Certificate (SHA-256)");
    default:
      return {};
  }
}
