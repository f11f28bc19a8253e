// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Arranges the table and its heading, and moves the lanes on: once for each pixel of time, never more than 20 times a
// second, and only while somebody can see them.

#include "gui/workers/worker_pane.h"

#include <QBoxLayout>
#include <QEvent>
#include <QLabel>
#include <QMenu>
#include <QPainter>
#include <QStackedLayout>
#include <QStackedWidget>
#include <QToolButton>
#include <algorithm>
#include <utility>

#include "gui/style/icon.h"
#include "gui/workers/life_table.h"
#include "gui/workers/reload_strip.h"
#include "gui/workers/worker_menu.h"
#include "gui/workers/worker_model.h"
#include "gui/workers/worker_table.h"

namespace {

QToolButton* quietButton(QWidget* parent) {
  auto* button = new QToolButton(parent);
  button->setAutoRaise(true);
  button->setFocusPolicy(Qt::TabFocus);
  return button;
}

/// A label that takes the room there is and cuts its text with dots; the whole text is its tooltip.
class ElidedLabel : public QLabel {
 public:
  using QLabel::QLabel;
  QSize minimumSizeHint() const override { return {0, QLabel::minimumSizeHint().height()}; }

 protected:
  void paintEvent(QPaintEvent*) override {
    QPainter painter(this);
    painter.setPen(style::colorsOf(palette()).mutedText);
    painter.drawText(rect(), Qt::AlignVCenter | Qt::AlignLeft,
                     fontMetrics().elidedText(text(), Qt::ElideRight, width()));
  }
};

}  // namespace

WorkerPane::WorkerPane(QWidget* parent) : QWidget(parent) {
  m_stack = new QStackedLayout(this);
  m_content = new QWidget(this);
  m_views = new QStackedWidget(m_content);
  m_table = new WorkerTable(m_views);
  m_lives = new LifeTable(m_views);
  m_views->addWidget(m_table);
  m_views->addWidget(m_lives);
  m_reload = new ReloadStrip(m_content);
  buildHeading();
  auto* column = new QVBoxLayout(m_content);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  column->addWidget(m_heading);
  column->addWidget(m_reload);
  column->addWidget(m_views, 1);
  m_empty = new QLabel(this);
  m_empty->setAlignment(Qt::AlignCenter);
  m_empty->setWordWrap(true);
  m_empty->setMargin(24);
  m_stack->addWidget(m_empty);
  m_stack->addWidget(m_content);
  connect(m_table, &WorkerTable::slotActivated, this, &WorkerPane::workerSelected);
  connect(m_lives, &LifeTable::slotActivated, this, &WorkerPane::workerSelected);
  connect(m_table, &WorkerTable::slotSelected, this, &WorkerPane::updateDetails);
  connect(m_table, &WorkerTable::menuRequested, this, [this](int slot, const QPoint& place) {
    QMenu* menu = createMenu(slot, this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->popup(place);
  });
  connect(m_table->timeline(), &WorkerTimeline::emphasisChanged, this, &WorkerPane::updateDetails);
  connect(m_table->timeline(), &WorkerTimeline::windowChanged, this, &WorkerPane::updateZoom);
  connect(&m_ticker, &QTimer::timeout, this, &WorkerPane::tick);
  retranslate();
  updateZoom();
  updateEmpty();
}

void WorkerPane::buildHeading() {
  m_heading = new QWidget(m_content);
  m_title = new QLabel(m_heading);
  QFont bold = m_title->font();
  bold.setWeight(QFont::DemiBold);
  m_title->setFont(bold);
  m_details = new ElidedLabel(m_heading);
  m_live = quietButton(m_heading);
  m_longer = quietButton(m_heading);
  m_shorter = quietButton(m_heading);
  m_asTable = quietButton(m_heading);
  m_asTable->setCheckable(true);
  m_asTable->setIcon(style::icon(QStringLiteral("log")));
  m_span = new QLabel(m_heading);
  m_span->setAlignment(Qt::AlignCenter);
  m_longer->setText(QStringLiteral("−"));
  m_shorter->setText(QStringLiteral("+"));
  m_live->setIcon(style::icon(QStringLiteral("follow"), style::Ink::Link));
  m_live->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
  auto* row = new QHBoxLayout(m_heading);
  row->setContentsMargins(8, 4, 8, 4);
  row->setSpacing(4);
  row->addWidget(m_title);
  row->addSpacing(12);
  row->addWidget(m_details, 1);
  row->addWidget(m_live);
  row->addWidget(m_longer);
  row->addWidget(m_span);
  row->addWidget(m_shorter);
  row->addSpacing(8);
  row->addWidget(m_asTable);
  // The button keeps its place while it is away: nothing jumps.
  QSizePolicy policy = m_live->sizePolicy();
  policy.setRetainSizeWhenHidden(true);
  m_live->setSizePolicy(policy);
  connect(m_live, &QToolButton::clicked, m_table->timeline(), &WorkerTimeline::goLive);
  connect(m_longer, &QToolButton::clicked, this, [this] { m_table->timeline()->zoomStep(-1); });
  connect(m_shorter, &QToolButton::clicked, this, [this] { m_table->timeline()->zoomStep(1); });
  connect(m_asTable, &QToolButton::toggled, this, &WorkerPane::showLives);
}

void WorkerPane::showLives(bool shown) {
  if (shown) m_lives->refresh();
  m_views->setCurrentWidget(shown ? static_cast<QWidget*>(m_lives) : m_table);
  if (const auto slot = m_table->selectedSlot(); shown && slot) m_lives->selectSlot(*slot);
  updateZoom();
}

void WorkerPane::retranslate() {
  m_title->setText(tr("Workers"));
  m_live->setText(tr("Now"));
  m_live->setToolTip(tr("Follow the present again (End)"));
  m_longer->setToolTip(tr("Show more time (-)"));
  m_longer->setAccessibleName(tr("Show more time"));
  m_shorter->setToolTip(tr("Show less time (+)"));
  m_shorter->setAccessibleName(tr("Show less time"));
  m_asTable->setToolTip(tr("Every process life as a table, to read and to copy"));
  m_asTable->setAccessibleName(tr("Lives as a table"));
  m_span->setMinimumWidth(fontMetrics().horizontalAdvance(tr("15 min")) + 8);
  updateDetails();
}

void WorkerPane::setCluster(Cluster* cluster) {
  if (m_cluster == cluster) return;
  if (m_cluster) m_cluster->disconnect(this);
  if (m_model) m_model->disconnect(this);
  m_cluster = cluster;
  m_model = cluster == nullptr ? nullptr : WorkerModel::of(cluster);
  m_table->setWorkerModel(m_model);
  m_table->timeline()->setEvents(cluster == nullptr ? nullptr : EventModel::of(cluster));
  m_lives->setSource(m_model);
  m_reload->setModel(m_model);
  updateReload();
  if (m_model) {
    connect(m_model, &WorkerModel::historyChanged, this, &WorkerPane::updateReload);
    connect(m_model, &QAbstractItemModel::rowsInserted, this, &WorkerPane::updateEmpty);
    connect(m_model, &QAbstractItemModel::rowsRemoved, this, &WorkerPane::updateEmpty);
    connect(m_model, &QAbstractItemModel::dataChanged, this, &WorkerPane::updateDetails);
  }
  updateEmpty();
  tick();
}

void WorkerPane::setEmptyText(const QString& text) {
  m_empty->setText(text);
}

void WorkerPane::pulse(int slot) {
  m_table->timeline()->pulse(slot);
}

void WorkerPane::selectWorker(int slot) {
  m_table->selectSlot(slot);
}

void WorkerPane::tick() {
  if (!m_model) return;
  const base::UnixMilliseconds now = base::unixNow();
  const TimeWindow& window = m_table->timeline()->window();
  if (now / 1000 != window.now() / 1000) {
    m_model->setNow(now);
    updateReload();
    if (m_lives->isVisible()) m_lives->refresh();
  }
  m_table->timeline()->setNow(now);
  const int lane = std::max(1, m_table->columnWidth(WorkerModel::Lane));
  m_ticker.setInterval(static_cast<int>(std::clamp<qint64>(window.span() / lane, 50, 1000)));
}

void WorkerPane::updateEmpty() {
  const bool empty = !m_model || m_model->rowCount() == 0;
  m_stack->setCurrentWidget(empty ? static_cast<QWidget*>(m_empty) : m_content);
  updateGeometry();
}

void WorkerPane::updateReload() {
  m_reload->refresh();
  if (const bool shown = m_model && m_model->isReloadShown(); std::exchange(m_reloadShown, shown) != shown) {
    updateGeometry();
    emit reloadShown(shown);
  }
}

void WorkerPane::updateZoom() {
  const TimeWindow& window = m_table->timeline()->window();
  m_span->setText(window.spanText());
  const bool lanes = !m_asTable->isChecked();
  m_live->setVisible(lanes && !window.isLive());
  m_longer->setEnabled(lanes && window.span() < TimeWindow::longest);
  m_shorter->setEnabled(lanes && window.span() > TimeWindow::shortest);
}

QString WorkerPane::summary() const {
  int ready = 0;
  for (int row = 0; m_model && row < m_model->rowCount(); ++row)
    if (m_model->worker(row).state == control::WorkerState::Ready) ++ready;
  const int wanted = m_cluster && !m_cluster->isStopped() ? m_cluster->status().workersWanted : 0;
  return wanted == 0 ? QString() : tr("%1 of %2 ready").arg(ready).arg(wanted);
}

void WorkerPane::updateDetails() {
  const WorkerTimeline* timeline = m_table->timeline();
  QString text;
  if (const auto& key = timeline->hovered() ? timeline->hovered() : timeline->focused())
    text = tr("Worker %1: %2").arg(key->slot).arg(timeline->details(*key));
  if (text.isEmpty()) text = summary();
  if (m_details->text() == text) return;
  m_details->setText(text);
  m_details->setToolTip(text);
}

QMenu* WorkerPane::createMenu(int slot, QWidget* parent) {
  const int row = m_model ? m_model->rowOf(slot) : -1;
  if (!m_cluster || row < 0) return new QMenu(parent);
  auto* menu = new WorkerMenu(m_cluster, m_model->worker(row), parent);
  connect(menu, &WorkerMenu::showInLogAsked, this, [this, slot] { emit workerSelected(slot); });
  return menu;
}

void WorkerPane::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::LanguageChange) retranslate();
}

void WorkerPane::showEvent(QShowEvent* event) {
  QWidget::showEvent(event);
  m_ticker.start(200);
  tick();
}

void WorkerPane::hideEvent(QHideEvent* event) {
  QWidget::hideEvent(event);
  m_ticker.stop();
}

QSize WorkerPane::sizeHint() const {
  const int rows = m_model ? std::clamp(m_model->rowCount(), 3, 12) : 4;
  const int reload = m_reload->isVisibleTo(this) ? m_reload->heightForWidth(std::max(width(), 400)) : 0;
  return {640, m_heading->sizeHint().height() + reload + m_table->heightOfRows(rows) + 2};
}
