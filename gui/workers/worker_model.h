// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// One row a slot: what its newest process does now, and, for the lane beside it, the lives of the slot. Knows no
// widget.

#pragma once

#include <QAbstractTableModel>
#include <QTimer>
#include <vector>

#include "gui/workers/life_history.h"
#include "gui/workers/reload_watch.h"
#include "server/control/message.h"

class Cluster;

class WorkerModel : public QAbstractTableModel {
  Q_OBJECT

 public:
  enum Column { Slot, Pid, State, Generation, Certificate, Uptime, Restarts, Rate, Memory, Lane, ColumnCount };
  enum Role {
    SlotRole = Qt::UserRole,  ///< int
    GenerationRole,           ///< int
    PidRole,                  ///< int; 0: no process now
    ToneRole,                 ///< int, style::Tone of the state
    ShapeRole,                ///< int, style::Shape of the state
  };

  explicit WorkerModel(QObject* parent = nullptr);
  /// The model of a cluster, made at the first call and fed from then on, whoever looks: its lanes have no holes. Owned
  /// by the cluster.
  static WorkerModel* of(Cluster* cluster);

  void takeEvents(const std::vector<control::Event>& events);
  void takeStatus(const control::Status& status, base::UnixMilliseconds now);
  /// Nobody runs any more: rows and lanes stay, every process has ended.
  void takeEnd(base::UnixMilliseconds now);
  /// Uptimes and countdowns move on; once a second while somebody looks.
  void setNow(base::UnixMilliseconds now);

  [[nodiscard]] const LifeHistory& history() const { return m_history; }
  [[nodiscard]] const ReloadWatch& reload() const { return m_reload; }
  /// One is under way, or has ended a moment ago and was not put away.
  [[nodiscard]] bool isReloadShown() const { return m_reload.isShown(m_now); }
  void forgetReload();
  /// "3f9a12c4": enough to tell two apart.
  [[nodiscard]] static QString shortFingerprint(const std::string& fingerprint);
  [[nodiscard]] base::UnixMilliseconds now() const { return m_now; }
  [[nodiscard]] int rowOf(int slot) const;
  /// Its newest life as last told; meaningless for a row that is not there.
  [[nodiscard]] const control::WorkerStatus& worker(int row) const;
  /// Requests a second, over at least half a second.
  [[nodiscard]] double rate(int row) const;

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

 signals:
  /// Lives changed: lanes are to be painted again.
  void historyChanged();
  /// The requests of this slot have grown since the last status.
  void answered(int slot);

 private:
  struct Row {
    control::WorkerStatus worker;
    bool running = false;  ///< the cluster runs
    double rate = 0;
    std::int64_t countedRequests = 0;
    std::int64_t countedAt = 0;  ///< of the master's uptime, milliseconds
  };

  void updateRow(Row& row, const control::WorkerStatus& worker, std::int64_t masterUptime);
  [[nodiscard]] QString text(const Row& row, Column column) const;
  [[nodiscard]] QString stateText(const Row& row) const;
  [[nodiscard]] QString generationText(const Row& row) const;
  [[nodiscard]] QString certificateText(const Row& row, bool whole) const;
  [[nodiscard]] QString accessibleText(const Row& row, Column column) const;

  std::vector<Row> m_rows;
  LifeHistory m_history;
  ReloadWatch m_reload;
  base::UnixMilliseconds m_now = 0;
  base::UnixMilliseconds m_statusTime = 0;
};
