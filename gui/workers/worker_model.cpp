// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Rows come and go with the slots of the status; a server that ended leaves its rows for reading.

#include "gui/workers/worker_model.h"

#include <QLocale>
#include <algorithm>
#include <map>

#include "gui/cluster/cluster.h"
#include "gui/cluster/state_look.h"
#include "gui/log/exit_sentences.h"

using base::UnixMilliseconds;
using control::WorkerState;
using control::WorkerStatus;

namespace {

constexpr std::int64_t shortestRateSpan = 500;  // milliseconds
constexpr int shortLength = 8;
const QString nothing = QStringLiteral("–");

/// "00:10", "1:02:03", then "3 d 04:05".
QString clockSpan(std::int64_t milliseconds) {
  const std::int64_t seconds = std::max<std::int64_t>(0, milliseconds) / 1000;
  const auto two = [](std::int64_t value) { return QStringLiteral("%1").arg(value, 2, 10, QLatin1Char('0')); };
  if (seconds < 3600) return two(seconds / 60) + QLatin1Char(':') + two(seconds % 60);
  if (seconds < 86'400)
    return QString::number(seconds / 3600) + QLatin1Char(':') + two(seconds / 60 % 60) + QLatin1Char(':') +
           two(seconds % 60);
  return WorkerModel::tr("%1 d").arg(seconds / 86'400) + QLatin1Char(' ') + two(seconds / 3600 % 24) +
         QLatin1Char(':') + two(seconds / 60 % 60);
}

bool isNewer(const WorkerStatus& left, const WorkerStatus& right) {
  if (left.generation != right.generation) return left.generation > right.generation;
  return left.uptimeMs < right.uptimeMs;
}

}  // namespace

WorkerModel::WorkerModel(QObject* parent) : QAbstractTableModel(parent) {}

WorkerModel* WorkerModel::of(Cluster* cluster) {
  if (auto* known = cluster->findChild<WorkerModel*>(QString(), Qt::FindDirectChildrenOnly)) return known;
  auto* model = new WorkerModel(cluster);
  connect(cluster, &Cluster::eventsArrived, model, &WorkerModel::takeEvents);
  connect(cluster, &Cluster::statusChanged, model,
          [model](const control::Status& status) { model->takeStatus(status, base::unixNow()); });
  connect(cluster, &Cluster::instanceChanged, model, [model] { model->m_history.endOpenLives(base::unixNow()); });
  connect(cluster, &Cluster::stateChanged, model, [model, cluster] {
    if (cluster->isStopped()) model->takeEnd(base::unixNow());
  });
  if (cluster->isAttached()) model->takeStatus(cluster->status(), base::unixNow());
  return model;
}

void WorkerModel::takeEvents(const std::vector<control::Event>& events) {
  for (const control::Event& event : events) {
    m_history.take(event);
    m_reload.take(event);
  }
  emit historyChanged();
}

void WorkerModel::takeStatus(const control::Status& status, UnixMilliseconds now) {
  m_history.take(status, now);
  m_reload.takeGeneration(status.generation);
  m_statusTime = now;
  m_now = now;
  std::map<int, WorkerStatus> newest;
  for (const WorkerStatus& worker : status.workers) {
    const auto [place, added] = newest.try_emplace(worker.slot, worker);
    if (!added && isNewer(worker, place->second)) place->second = worker;
  }
  for (std::size_t i = m_rows.size(); i-- > 0;) {
    if (newest.contains(m_rows[i].worker.slot)) continue;
    beginRemoveRows({}, static_cast<int>(i), static_cast<int>(i));
    m_rows.erase(m_rows.begin() + static_cast<std::ptrdiff_t>(i));
    endRemoveRows();
  }
  for (const auto& [slot, worker] : newest) {
    const auto place = std::lower_bound(m_rows.begin(), m_rows.end(), slot,
                                        [](const Row& row, int value) { return row.worker.slot < value; });
    const auto index = static_cast<std::size_t>(place - m_rows.begin());
    if (place == m_rows.end() || place->worker.slot != slot) {
      beginInsertRows({}, static_cast<int>(index), static_cast<int>(index));
      m_rows.insert(place, Row{});
      m_rows[index].countedAt = status.uptimeMs;
      m_rows[index].countedRequests = worker.requests;
      m_rows[index].worker = worker;
      m_rows[index].running = true;
      endInsertRows();
    }
    updateRow(m_rows[index], worker, status.uptimeMs);
  }
  if (!m_rows.empty()) emit dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
  emit historyChanged();
}

void WorkerModel::updateRow(Row& row, const WorkerStatus& worker, std::int64_t masterUptime) {
  const bool sameLife = row.running && row.worker.pid == worker.pid && worker.pid != 0;
  if (!sameLife || masterUptime < row.countedAt) {
    row.rate = 0;
    row.countedRequests = sameLife ? worker.requests : 0;
    row.countedAt = masterUptime;
  } else if (masterUptime - row.countedAt >= shortestRateSpan) {
    row.rate = static_cast<double>(worker.requests - row.countedRequests) * 1000.0 /
               static_cast<double>(masterUptime - row.countedAt);
    row.countedRequests = worker.requests;
    row.countedAt = masterUptime;
  }
  const bool more = worker.requests > (sameLife ? row.worker.requests : 0);
  row.worker = worker;
  row.running = true;
  if (more) emit answered(worker.slot);
}

void WorkerModel::takeEnd(UnixMilliseconds now) {
  m_history.endOpenLives(now);
  m_reload.forget();
  m_now = now;
  for (Row& row : m_rows) {
    row.running = false;
    row.rate = 0;
    row.worker.pid = 0;
    row.worker.state = WorkerState::Exited;
  }
  if (!m_rows.empty()) emit dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
  emit historyChanged();
}

void WorkerModel::setNow(UnixMilliseconds now) {
  m_now = now;
  if (!m_rows.empty()) emit dataChanged(index(0, State), index(rowCount() - 1, Uptime), {Qt::DisplayRole});
}

void WorkerModel::forgetReload() {
  m_reload.forget();
  if (!m_rows.empty()) emit dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
  emit historyChanged();
}

QString WorkerModel::shortFingerprint(const std::string& fingerprint) {
  return QString::fromStdString(fingerprint).remove(QLatin1Char(':')).left(shortLength).toLower();
}

int WorkerModel::rowOf(int slot) const {
  for (std::size_t i = 0; i < m_rows.size(); ++i)
    if (m_rows[i].worker.slot == slot) return static_cast<int>(i);
  return -1;
}

const WorkerStatus& WorkerModel::worker(int row) const {
  return m_rows.at(static_cast<std::size_t>(row)).worker;
}

double WorkerModel::rate(int row) const {
  return m_rows.at(static_cast<std::size_t>(row)).rate;
}

int WorkerModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int WorkerModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : ColumnCount;
}

QVariant WorkerModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid()) return {};
  const Row& row = m_rows[static_cast<std::size_t>(index.row())];
  const auto column = static_cast<Column>(index.column());
  switch (role) {
    case Qt::DisplayRole:
      return text(row, column);
    case Qt::AccessibleTextRole:
      return accessibleText(row, column);
    case Qt::ToolTipRole:
      return column == Certificate ? certificateText(row, true) : QVariant();
    case Qt::TextAlignmentRole:
      return QVariant(Qt::AlignVCenter | (column == State || column == Lane ? Qt::AlignLeft : Qt::AlignRight));
    case SlotRole:
      return row.worker.slot;
    case GenerationRole:
      return row.worker.generation;
    case PidRole:
      return static_cast<int>(row.worker.pid);
    case ToneRole:
      return static_cast<int>(stateLook::look(row.worker.state).tone);
    case ShapeRole:
      return static_cast<int>(stateLook::look(row.worker.state).shape);
    default:
      return {};
  }
}

QString WorkerModel::text(const Row& row, Column column) const {
  const WorkerStatus& worker = row.worker;
  const bool alive = row.running && worker.pid != 0;
  switch (column) {
    case Slot:
      return QString::number(worker.slot);
    case Pid:
      return worker.pid == 0 ? nothing : QString::number(worker.pid);
    case State:
      return stateText(row);
    case Generation:
      return generationText(row);
    case Certificate:
      return certificateText(row, false);
    case Uptime:
      return alive ? clockSpan(worker.uptimeMs + m_now - m_statusTime) : nothing;
    case Restarts:
      return QString::number(worker.restarts);
    case Rate:
      return alive ? QLocale().toString(row.rate, 'f', row.rate > 0 && row.rate < 9.95 ? 1 : 0) : nothing;
    case Memory:
      return alive ? QLocale().toString(static_cast<double>(worker.rss) / (1024.0 * 1024.0), 'f', 0) : nothing;
    case Lane:
    case ColumnCount:
      break;
  }
  return {};
}

QString WorkerModel::stateText(const Row& row) const {
  if (!row.running) return tr("Stopped");
  if (row.worker.state != WorkerState::Delayed) return stateLook::word(row.worker.state);
  const std::int64_t left = row.worker.retryInMs - (m_now - m_statusTime);
  return tr("Retry in %1 s").arg(std::max<std::int64_t>(0, (left + 999) / 1000));
}

QString WorkerModel::generationText(const Row& row) const {
  const auto [before, after] = isReloadShown() ? m_reload.swapOf(m_history, row.worker.slot) : ReloadWatch::Swap();
  if (before != nullptr && after != nullptr && m_reload.outcome() != ReloadWatch::Outcome::Aborted)
    return tr("%1 → %2", "old, then new").arg(before->generation).arg(after->generation);
  return row.running ? QString::number(row.worker.generation) : nothing;
}

QString WorkerModel::certificateText(const Row& row, bool whole) const {
  const auto words = [whole](const std::string& fingerprint) {
    return whole ? QString::fromStdString(fingerprint) : shortFingerprint(fingerprint);
  };
  const auto [before, after] = isReloadShown() ? m_reload.swapOf(m_history, row.worker.slot) : ReloadWatch::Swap();
  if (before != nullptr && after != nullptr && !before->fingerprint.empty() && !after->fingerprint.empty() &&
      before->fingerprint != after->fingerprint)
    return tr("%1 → %2", "old, then new").arg(words(before->fingerprint), words(after->fingerprint));
  return row.worker.fingerprint.empty() ? nothing : words(row.worker.fingerprint);
}

QString WorkerModel::accessibleText(const Row& row, Column column) const {
  if (column != Lane)
    return tr("%1: %2").arg(headerData(column, Qt::Horizontal, Qt::ToolTipRole).toString(),
                            column == Certificate ? certificateText(row, true) : text(row, column));
  const LifeHistory::Lives& lives = m_history.lives(row.worker.slot);
  if (lives.empty()) return tr("No process yet");
  const QString count = tr("%n process life(s)", nullptr, static_cast<int>(lives.size()));
  const auto ended =
      std::find_if(lives.rbegin(), lives.rend(), [](const WorkerLife& life) { return life.exit.has_value(); });
  return ended == lives.rend() ? count : count + QStringLiteral(". ") + eventSentences::exitSentence(*ended->exit);
}

QVariant WorkerModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal) return {};
  if (role == Qt::TextAlignmentRole)
    return QVariant(Qt::AlignVCenter | (section == State || section == Lane ? Qt::AlignLeft : Qt::AlignRight));
  const bool whole = role == Qt::ToolTipRole || role == Qt::AccessibleTextRole;
  if (role != Qt::DisplayRole && !whole) return {};
  switch (section) {
    case Slot:
      return whole ? tr("Worker number") : tr("#");
    case Pid:
      return whole ? tr("Process number (PID)") : tr("PID");
    case State:
      return tr("State");
    case Generation:
      return whole ? tr("Generation: which reload this process belongs to") : tr("Gen.");
    case Certificate:
      return whole ? tr("Fingerprint of its certificate (SHA-256)") : tr("Certificate");
    case Uptime:
      return whole ? tr("Time since this process was started") : tr("Up");
    case Restarts:
      return whole ? tr("How often this worker was started again so far") : tr("Restarts");
    case Rate:
      return whole ? tr("Requests answered a second") : tr("Req/s");
    case Memory:
      return whole ? tr("Memory in use, in MB (resident)") : tr("MB");
    case Lane:
      return whole ? tr("Lives of this worker over time") : QString();
    default:
      return {};
  }
}
