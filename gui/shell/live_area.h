// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The live part of a server's page: workers, figures and log while there is something to see; before that, what Start
// will do.

#pragma once

#include <QPointer>
#include <QStackedWidget>

#include "gui/cluster/cluster.h"
#include "server/config/config.h"

class LogPane;
class MetricsStrip;
class QSplitter;
class StartPreview;
class WorkerPane;

class LiveArea : public QStackedWidget {
  Q_OBJECT

 public:
  explicit LiveArea(QWidget* parent = nullptr);

  /// Begins to keep what happens to this cluster, whoever looks: lanes, log and figures then have no holes.
  static void record(Cluster* cluster);
  /// Null: shows the preview.
  void setCluster(Cluster* cluster);
  void setConfig(const config::Config& config);
  /// Figures as numbers only, for narrow windows.
  void setCompact(bool compact);
  /// Without the figures, where workers and log have no room beside them.
  void setTight(bool tight);
  [[nodiscard]] LogPane* log() const { return m_log; }
  [[nodiscard]] QByteArray splitterState() const;
  void restoreSplitter(const QByteArray& state);
  /// Of what is shown, and not of the highest page. The preview gives way to the setup.
  [[nodiscard]] QSize minimumSizeHint() const override;
  /// Its height is what is left: the words of the preview claim none.
  [[nodiscard]] bool hasHeightForWidth() const override { return false; }

 signals:
  void reloadShown(bool shown);

 private:
  void choose();
  void fitWorkers();

  QPointer<Cluster> m_cluster;
  bool m_splitByPerson = false;  ///< the person moved the splitter: it stays where it is
  int m_fittedHeight = 0;
  StartPreview* m_preview;
  QSplitter* m_splitter;
  WorkerPane* m_workers;
  MetricsStrip* m_metrics;
  LogPane* m_log;
};
