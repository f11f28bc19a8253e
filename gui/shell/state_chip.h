// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// A server's state as a pill: shape, word and colour together.

#pragma once

#include <QWidget>

#include "gui/cluster/cluster.h"

class StateChip : public QWidget {
  Q_OBJECT

 public:
  explicit StateChip(QWidget* parent = nullptr);

  void setState(Cluster::State state);
  [[nodiscard]] QSize sizeHint() const override;
  [[nodiscard]] QSize minimumSizeHint() const override { return sizeHint(); }

 protected:
  void paintEvent(QPaintEvent* event) override;
  void changeEvent(QEvent* event) override;

 private:
  Cluster::State m_state = Cluster::State::Stopped;
};
