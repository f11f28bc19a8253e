// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The lanes as a table: one row a process life of any slot, oldest first. What screen readers read and what is copied.
// Knows no widget.

#pragma once

#include <QAbstractTableModel>
#include <QPointer>
#include <vector>

#include "gui/workers/worker_model.h"

class LifeModel : public QAbstractTableModel {
  Q_OBJECT

 public:
  enum Column { Slot, Pid, Generation, Forked, Lived, Requests, End, Certificate, ColumnCount };

  explicit LifeModel(QObject* parent = nullptr);

  /// Null: empty.
  void setSource(WorkerModel* source);
  [[nodiscard]] int slotAt(int row) const { return m_rows[static_cast<std::size_t>(row)].slot; }

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

 public slots:
  /// Takes over what the source has learned.
  void refresh();

 private:
  struct Key {
    base::UnixMilliseconds forked = 0;
    int slot = 0;
    pid_t pid = 0;
    auto operator<=>(const Key&) const = default;
  };

  [[nodiscard]] QString text(const Key& key, const WorkerLife& life, Column column) const;

  QPointer<WorkerModel> m_source;
  std::vector<Key> m_rows;
};
