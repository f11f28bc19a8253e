// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The view of LifeModel: selects rows, copies them with their headings, follows the newest life until scrolled up.

#pragma once

#include <QTableView>

#include "gui/workers/life_model.h"

class LifeTable : public QTableView {
  Q_OBJECT

 public:
  explicit LifeTable(QWidget* parent = nullptr);

  void setSource(WorkerModel* source);
  /// Only while somebody looks.
  void refresh();
  void selectSlot(int slot);

 signals:
  /// Enter, or a double click.
  void slotActivated(int slot);

 protected:
  void keyPressEvent(QKeyEvent* event) override;
  void changeEvent(QEvent* event) override;

 private:
  void applyMetrics();
  void copySelection() const;

  LifeModel m_lives;
};
