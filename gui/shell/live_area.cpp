// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Places the panes and wires a selected worker to the log.

#include "gui/shell/live_area.h"

#include <QSplitter>
#include <QVBoxLayout>
#include <algorithm>

#include "gui/log/event_model.h"
#include "gui/log/log_pane.h"
#include "gui/metrics/metrics_history.h"
#include "gui/metrics/metrics_strip.h"
#include "gui/shell/start_preview.h"
#include "gui/style/card.h"
#include "gui/workers/worker_model.h"
#include "gui/workers/worker_pane.h"

namespace {

constexpr double mostOfHeight = 0.5;
constexpr int cardMargins = 8;

Card* cardWith(QWidget* content, const QMargins& margins) {
  auto* card = new Card;
  auto* layout = new QVBoxLayout(card);
  layout->setContentsMargins(margins);
  layout->addWidget(content);
  return card;
}

}  // namespace

LiveArea::LiveArea(QWidget* parent)
    : QStackedWidget(parent),
      m_preview(new StartPreview(this)),
      m_splitter(new QSplitter(Qt::Vertical, this)),
      m_workers(new WorkerPane(this)),
      m_metrics(new MetricsStrip(this)),
      m_log(new LogPane(this)) {
  auto* lower = new QWidget;
  auto* lowerLayout = new QVBoxLayout(lower);
  lowerLayout->setContentsMargins(0, 0, 0, 0);
  lowerLayout->setSpacing(8);
  lowerLayout->addWidget(cardWith(m_metrics, {12, 4, 12, 4}));
  lowerLayout->addWidget(cardWith(m_log, {4, 4, 4, 4}), 1);

  m_splitter->addWidget(cardWith(m_workers, {4, 4, 4, 4}));
  m_splitter->addWidget(lower);
  m_splitter->setChildrenCollapsible(false);
  m_splitter->setStretchFactor(0, 0);
  m_splitter->setStretchFactor(1, 1);
  addWidget(m_preview);
  addWidget(m_splitter);
  connect(m_workers, &WorkerPane::reloadShown, this, &LiveArea::reloadShown);
  connect(m_workers, &WorkerPane::workerSelected, m_log, &LogPane::filterWorker);
  connect(m_splitter, &QSplitter::splitterMoved, this, [this] { m_splitByPerson = true; });
}

void LiveArea::record(Cluster* cluster) {
  WorkerModel::of(cluster);
  EventModel::of(cluster);
  MetricsHistory::of(cluster);
}

void LiveArea::setCluster(Cluster* cluster) {
  if (m_cluster) m_cluster->disconnect(this);
  m_cluster = cluster;
  m_workers->setCluster(cluster);
  m_metrics->setCluster(cluster);
  m_log->setCluster(cluster);
  if (cluster) {
    connect(cluster, &Cluster::stateChanged, this, &LiveArea::choose);
    connect(cluster, &Cluster::statusChanged, this, &LiveArea::fitWorkers);
    connect(cluster, &Cluster::eventsArrived, this, &LiveArea::choose);
  }
  choose();
}

void LiveArea::setConfig(const config::Config& config) {
  m_preview->setConfig(config);
}

void LiveArea::setCompact(bool compact) {
  m_metrics->setCompact(compact);
}

void LiveArea::setTight(bool tight) {
  m_metrics->parentWidget()->setHidden(tight);
}

// A server that has run keeps its log on the screen after it stopped: that is when its last words matter.
void LiveArea::choose() {
  const bool live = m_cluster && (!m_cluster->isStopped() || EventModel::of(m_cluster)->rowCount() > 0);
  setCurrentWidget(live ? static_cast<QWidget*>(m_splitter) : m_preview);
}

// As high as the workers need, so that the log has the rest.
void LiveArea::fitWorkers() {
  const int wanted =
      std::min(m_workers->sizeHint().height() + cardMargins, static_cast<int>(m_splitter->height() * mostOfHeight));
  if (m_splitByPerson || wanted == m_fittedHeight || !m_splitter->isVisible()) return;
  m_fittedHeight = wanted;
  m_splitter->setSizes({wanted, std::max(m_splitter->height() - wanted, wanted)});
}

QSize LiveArea::minimumSizeHint() const {
  const QSize needed = QStackedWidget::minimumSizeHint();
  return {needed.width(), currentWidget() == m_preview ? 0 : m_splitter->minimumSizeHint().height()};
}

QByteArray LiveArea::splitterState() const {
  return m_splitByPerson ? m_splitter->saveState() : QByteArray();
}

void LiveArea::restoreSplitter(const QByteArray& state) {
  if (!state.isEmpty()) m_splitByPerson = m_splitter->restoreState(state);
}
