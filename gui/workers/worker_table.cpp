// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Over the lanes: click chooses, drag moves in time, Ctrl+wheel zooms, Shift+wheel moves. Keys: Left and Right go from
// life to life, with Ctrl they move in time; + and - zoom, End returns to now, Enter shows the worker in the log.

#include "gui/workers/worker_table.h"

#include <QApplication>
#include <QClipboard>
#include <QHeaderView>
#include <QMouseEvent>
#include <QScrollBar>
#include <QToolTip>

#include "gui/cluster/state_look.h"
#include "gui/workers/lane_painter.h"
#include "gui/workers/worker_delegate.h"

namespace {

constexpr double wheelZoom = 1.25;
constexpr int focusTipMs = 20'000;
constexpr int narrowCharacters = 135;

}  // namespace

WorkerTable::WorkerTable(QWidget* parent) : QTableView(parent) {
  setItemDelegate(new WorkerDelegate(m_timeline, this));
  setHorizontalHeader(new WorkerHeader(m_timeline, this));
  setFrameShape(QFrame::NoFrame);
  setShowGrid(false);
  setSelectionBehavior(SelectRows);
  setSelectionMode(SingleSelection);
  setEditTriggers(NoEditTriggers);
  setTabKeyNavigation(false);
  setWordWrap(false);
  setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  verticalHeader()->hide();
  verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
  horizontalHeader()->setSectionResizeMode(QHeaderView::Fixed);
  horizontalHeader()->setStretchLastSection(true);
  horizontalHeader()->setMinimumSectionSize(10);
  setAccessibleName(tr("Workers"));
  viewport()->setMouseTracking(true);
  connect(&m_timeline, &WorkerTimeline::windowChanged, this, &WorkerTable::updateLanes);
  connect(&m_timeline, &WorkerTimeline::emphasisChanged, this, &WorkerTable::updateLanes);
  applyMetrics();
}

void WorkerTable::setWorkerModel(WorkerModel* workerModel) {
  if (model() != nullptr) model()->disconnect(this);
  setModel(workerModel);
  m_timeline.setModel(workerModel);
  if (workerModel == nullptr) return;
  m_timeline.setNow(workerModel->now());
  connect(workerModel, &WorkerModel::historyChanged, this, &WorkerTable::updateLanes);
  connect(selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this](const QModelIndex& current) {
    m_timeline.setFocused(std::nullopt);
    if (current.isValid()) emit slotSelected(current.data(WorkerModel::SlotRole).toInt());
  });
  applyMetrics();
}

void WorkerTable::applyMetrics() {
  const QFontMetrics metrics(font());
  const int row = metrics.height() + 9;
  verticalHeader()->setMinimumSectionSize(row);
  verticalHeader()->setDefaultSectionSize(row);
  horizontalHeader()->setFixedHeight(metrics.height() + 9);
  if (model() == nullptr) return;
  int state = metrics.horizontalAdvance(WorkerModel::tr("Retry in %1 s").arg(15));
  for (const auto each : {control::WorkerState::Booting, control::WorkerState::Draining,
                          control::WorkerState::Unresponsive, control::WorkerState::GivenUp})
    state = std::max(state, metrics.horizontalAdvance(stateLook::word(each)));
  const std::array<QString, WorkerModel::Lane> widest = {
      QStringLiteral("256"),
      QStringLiteral("4194304"),
      QString(),
      QStringLiteral("88 → 88"),
      QStringLiteral("88888888 → 88888888"),
      QStringLiteral("8:00:00"),
      QStringLiteral("1000"),
      QStringLiteral("88,888"),
      QStringLiteral("8,888"),
  };
  for (int column = 0; column < WorkerModel::Lane; ++column) {
    const QString heading = model()->headerData(column, Qt::Horizontal, Qt::DisplayRole).toString();
    int width = std::max(metrics.horizontalAdvance(widest[static_cast<std::size_t>(column)]),
                         metrics.horizontalAdvance(heading));
    if (column == WorkerModel::State) width = std::max(width, state + metrics.ascent() + 4);
    setColumnWidth(column, width + 17);
  }
  chooseColumns();
}

// The lanes keep what room there is; while a reload can be watched, the swap is worth more than figures.
void WorkerTable::chooseColumns() {
  const auto* workers = qobject_cast<const WorkerModel*>(model());
  if (workers == nullptr) return;
  const bool reload = workers->isReloadShown();
  const bool narrow = viewport()->width() < fontMetrics().averageCharWidth() * narrowCharacters;
  bool encrypted = false;  // a worker that waits for its next start has no certificate
  for (int row = 0; row < workers->rowCount(); ++row)
    encrypted = encrypted || !workers->worker(row).fingerprint.empty();
  setColumnHidden(WorkerModel::Generation, narrow && !reload);
  setColumnHidden(WorkerModel::Certificate, !reload || !encrypted);
  setColumnHidden(WorkerModel::Restarts, narrow && reload);
  setColumnHidden(WorkerModel::Memory, narrow && reload);
}

std::optional<int> WorkerTable::selectedSlot() const {
  const QModelIndex current = currentIndex();
  if (!current.isValid()) return std::nullopt;
  return current.data(WorkerModel::SlotRole).toInt();
}

void WorkerTable::selectSlot(int slot) {
  const auto* workers = qobject_cast<WorkerModel*>(model());
  if (workers == nullptr) return;
  const int row = workers->rowOf(slot);
  if (row >= 0) setCurrentIndex(workers->index(row, WorkerModel::State));
}

int WorkerTable::heightOfRows(int rows) const {
  return horizontalHeader()->height() + rows * verticalHeader()->defaultSectionSize();
}

QRectF WorkerTable::laneArea() const {
  const int left = columnViewportPosition(WorkerModel::Lane);
  return LanePainter::barArea(QRect(left, 0, columnWidth(WorkerModel::Lane), 20));
}

bool WorkerTable::inLanes(const QPoint& position) const {
  return model() != nullptr && columnAt(position.x()) == WorkerModel::Lane;
}

std::optional<int> WorkerTable::slotAt(const QPoint& position) const {
  const QModelIndex index = indexAt(position);
  if (!index.isValid()) return std::nullopt;
  return index.data(WorkerModel::SlotRole).toInt();
}

std::optional<WorkerTimeline::LifeKey> WorkerTable::lifeAt(const QPoint& position) const {
  const auto slot = slotAt(position);
  if (!slot || !inLanes(position)) return std::nullopt;
  return m_timeline.lifeAt(*slot, visualRect(indexAt(position)), position.x());
}

void WorkerTable::updateLanes() {
  if (model() == nullptr) return;
  chooseColumns();
  const int left = columnViewportPosition(WorkerModel::Lane);
  viewport()->update(left, 0, viewport()->width() - left, viewport()->height());
  horizontalHeader()->viewport()->update(left, 0, viewport()->width() - left, horizontalHeader()->height());
}

void WorkerTable::mousePressEvent(QMouseEvent* event) {
  QTableView::mousePressEvent(event);
  if (event->button() != Qt::LeftButton || !inLanes(event->position().toPoint())) return;
  m_pressed = event->position().toPoint();
  m_lastX = m_pressed->x();
  m_dragged = 0;
}

void WorkerTable::mouseMoveEvent(QMouseEvent* event) {
  const QPoint position = event->position().toPoint();
  if (m_pressed && event->buttons().testFlag(Qt::LeftButton)) {
    m_dragged = std::max(m_dragged, std::abs(position.x() - m_pressed->x()));
    if (m_dragged < QApplication::startDragDistance()) return;
    viewport()->setCursor(Qt::ClosedHandCursor);
    const double perPixel = static_cast<double>(m_timeline.window().span()) / std::max(1.0, laneArea().width());
    m_timeline.pan(static_cast<qint64>((m_lastX - position.x()) * perPixel));
    m_lastX = position.x();
    return;
  }
  m_timeline.setHovered(lifeAt(position));
  viewport()->setCursor(inLanes(position) && slotAt(position) ? Qt::PointingHandCursor : Qt::ArrowCursor);
}

void WorkerTable::mouseReleaseEvent(QMouseEvent* event) {
  QTableView::mouseReleaseEvent(event);
  viewport()->unsetCursor();
  if (!std::exchange(m_pressed, std::nullopt) || m_dragged >= QApplication::startDragDistance()) return;
  const QPoint position = event->position().toPoint();
  if (const auto slot = slotAt(position); slot && inLanes(position)) emit slotActivated(*slot);
}

void WorkerTable::wheelEvent(QWheelEvent* event) {
  const QPoint position = event->position().toPoint();
  const int steps = event->angleDelta().y() != 0 ? event->angleDelta().y() : event->angleDelta().x();
  const bool sideways = event->angleDelta().y() == 0 || event->modifiers().testFlag(Qt::ShiftModifier);
  if (!inLanes(position) || steps == 0 || (!sideways && !event->modifiers().testFlag(Qt::ControlModifier)))
    return QTableView::wheelEvent(event);
  const QRectF area = laneArea();
  if (event->modifiers().testFlag(Qt::ControlModifier)) {
    const double factor = std::pow(wheelZoom, -steps / 120.0);
    m_timeline.zoom(factor, m_timeline.window().timeAt(position.x(), area.left(), area.width()));
  } else {
    m_timeline.pan(m_timeline.window().span() * -steps / 1200);
  }
  event->accept();
}

void WorkerTable::keyPressEvent(QKeyEvent* event) {
  const auto slot = selectedSlot();
  const bool control = event->modifiers().testFlag(Qt::ControlModifier);
  const int direction = event->key() == Qt::Key_Left ? -1 : 1;
  switch (event->key()) {
    case Qt::Key_Left:
    case Qt::Key_Right:
      if (control) {
        m_timeline.pan(direction * m_timeline.window().span() / 10);
      } else if (slot) {
        m_timeline.focusStep(*slot, direction);
        showFocusTip();
      }
      return;
    case Qt::Key_Plus:
    case Qt::Key_Equal:
      return m_timeline.zoomStep(1);
    case Qt::Key_Minus:
      return m_timeline.zoomStep(-1);
    case Qt::Key_End:
      return m_timeline.goLive();
    case Qt::Key_Escape:
      if (!m_timeline.focused()) break;
      QToolTip::hideText();
      return m_timeline.setFocused(std::nullopt);
    case Qt::Key_Return:
    case Qt::Key_Enter:
      if (!slot || control) break;
      emit slotActivated(*slot);
      return;
    default:
      break;
  }
  if (event->matches(QKeySequence::Copy) && currentIndex().isValid()) {
    QStringList cells;
    for (int column = 0; column < WorkerModel::Lane; ++column)
      if (!isColumnHidden(column)) cells << currentIndex().siblingAtColumn(column).data().toString();
    QApplication::clipboard()->setText(cells.join(QLatin1Char('\t')));
    return;
  }
  QTableView::keyPressEvent(event);
}

// What the pointer is told, the keyboard is told too.
void WorkerTable::showFocusTip() {
  const auto& key = m_timeline.focused();
  const auto* workers = qobject_cast<const WorkerModel*>(model());
  if (!key || workers == nullptr) return;
  const QRect cell = visualRect(workers->index(workers->rowOf(key->slot), WorkerModel::Lane));
  const QRectF area = LanePainter::barArea(cell);
  const double left = m_timeline.window().position(key->forked, area.left(), area.width());
  const QPoint place(static_cast<int>(std::clamp(left, area.left(), area.right())), cell.bottom());
  QToolTip::showText(viewport()->mapToGlobal(place), m_timeline.tip(*key), viewport(), {}, focusTipMs);
}

void WorkerTable::contextMenuEvent(QContextMenuEvent* event) {
  const bool byKey = event->reason() == QContextMenuEvent::Keyboard;
  const auto slot = byKey ? selectedSlot() : slotAt(event->pos());
  if (!slot) return;
  selectSlot(*slot);
  const QPoint place = byKey ? viewport()->mapToGlobal(visualRect(currentIndex()).bottomLeft()) : event->globalPos();
  emit menuRequested(*slot, place);
}

void WorkerTable::changeEvent(QEvent* event) {
  QTableView::changeEvent(event);
  if (event->type() == QEvent::FontChange || event->type() == QEvent::LanguageChange) applyMetrics();
}

void WorkerTable::resizeEvent(QResizeEvent* event) {
  QTableView::resizeEvent(event);
  updateLanes();
}

bool WorkerTable::viewportEvent(QEvent* event) {
  if (event->type() == QEvent::Leave) m_timeline.setHovered(std::nullopt);
  if (event->type() == QEvent::ToolTip) {
    const auto* help = static_cast<QHelpEvent*>(event);
    if (const auto key = lifeAt(help->pos()))
      QToolTip::showText(help->globalPos(), m_timeline.tip(*key), viewport());
    else if (!inLanes(help->pos()))
      return QTableView::viewportEvent(event);
    else
      QToolTip::hideText();
    return true;
  }
  return QTableView::viewportEvent(event);
}
