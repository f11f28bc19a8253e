// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// A picture of what Start will make: browsers, one port, a master, and the workers it forks.

#pragma once

#include <QWidget>

#include "server/config/config.h"

class ClusterDiagram : public QWidget {
  Q_OBJECT

 public:
  explicit ClusterDiagram(QWidget* parent = nullptr);

  void setConfig(const config::Config& config);
  [[nodiscard]] QSize sizeHint() const override;
  [[nodiscard]] QSize minimumSizeHint() const override { return sizeHint(); }

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  void paintBox(QPainter& painter, const QRectF& box, const QString& icon, const QString& text, const QString& detail);

  QString m_protocol;
  int m_port = 0;
  int m_workers = 1;
};
