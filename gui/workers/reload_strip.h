// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// A reload in words: how far it is, from which generation and certificate to which, what it cost, how it came out. The
// table below shows each worker's swap.

#pragma once

#include <QPointer>

#include "gui/style/banner.h"

class QPushButton;
class WorkerModel;

class ReloadStrip : public Banner {
  Q_OBJECT

 public:
  explicit ReloadStrip(QWidget* parent = nullptr);

  /// Null: nothing to show.
  void setModel(WorkerModel* model);

 public slots:
  void refresh();

 protected:
  void changeEvent(QEvent* event) override;

 private:
  [[nodiscard]] QString sentence() const;
  [[nodiscard]] QString cost() const;
  [[nodiscard]] QString certificates() const;

  QPointer<WorkerModel> m_model;
  QPushButton* m_close;
};
