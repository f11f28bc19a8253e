// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// What stands where the workers will be while the server is stopped: what Start is going to do.

#pragma once

#include <QWidget>

#include "server/config/config.h"

class ClusterDiagram;
class QLabel;

class StartPreview : public QWidget {
  Q_OBJECT

 public:
  explicit StartPreview(QWidget* parent = nullptr);

  void setConfig(const config::Config& config);

 protected:
  void changeEvent(QEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;

 private:
  void retranslate();
  void fit();

  config::Config m_config;
  QLabel* m_heading;
  ClusterDiagram* m_diagram;
  QList<QLabel*> m_steps;
};
