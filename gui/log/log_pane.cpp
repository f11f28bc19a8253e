// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The toolbar and what it does to filter and view.

#include "gui/log/log_pane.h"

#include <QAction>
#include <QActionGroup>
#include <QBoxLayout>
#include <QCheckBox>
#include <QComboBox>
#include <QEvent>
#include <QFileDialog>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QSignalBlocker>
#include <QStackedLayout>
#include <QToolButton>
#include <algorithm>

#include "gui/base/background.h"
#include "gui/log/event_export.h"
#include "gui/log/event_sentences.h"
#include "gui/log/log_view.h"
#include "gui/style/banner.h"
#include "gui/style/icon.h"

namespace {

constexpr int findDelay = 150;  // milliseconds after the last key
constexpr int allKinds = -1;
constexpr int problemsOnly = -2;
constexpr int withoutRequests = -3;
constexpr int allWorkers = -2;

QToolButton* quietButton(QWidget* parent, const QString& icon) {
  auto* button = new QToolButton(parent);
  button->setAutoRaise(true);
  button->setFocusPolicy(Qt::TabFocus);
  button->setIcon(style::icon(icon, style::Ink::Muted));
  return button;
}

}  // namespace

LogPane::LogPane(QWidget* parent) : QWidget(parent) {
  m_view = new LogView(this);
  m_view->setFilter(&m_filter);
  buildToolbar();
  m_notice = new Banner(style::Tone::Good, this);
  m_notice->hide();
  m_empty = new QWidget(this);
  m_emptyText = new QLabel(m_empty);
  m_emptyText->setAlignment(Qt::AlignCenter);
  m_emptyText->setWordWrap(true);
  m_showAll = new QToolButton(m_empty);
  auto* middle = new QVBoxLayout(m_empty);
  middle->addStretch();
  middle->addWidget(m_emptyText);
  middle->addWidget(m_showAll, 0, Qt::AlignHCenter);
  middle->addStretch();
  auto* body = new QWidget(this);
  m_stack = new QStackedLayout(body);
  m_stack->addWidget(m_empty);
  m_stack->addWidget(m_view);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  column->addWidget(m_toolbar);
  column->addWidget(m_notice);
  column->addWidget(body, 1);
  m_findDelay.setSingleShot(true);
  m_findDelay.setInterval(findDelay);
  m_clock.setInterval(1000);
  connect(&m_findDelay, &QTimer::timeout, this, &LogPane::applyCriteria);
  connect(&m_clock, &QTimer::timeout, this, [this] {
    if (m_events && isVisible()) m_events->setNow(base::unixNow());
  });
  connect(m_showAll, &QToolButton::clicked, this, &LogPane::showAll);
  connect(m_view, &LogView::timeMenuRequested, this, &LogPane::showTimeMenu);
  connect(m_view, &LogView::menuRequested, this, &LogPane::showMenu);
  connect(m_view, &LogView::followingChanged, m_follow, &QCheckBox::setChecked);
  connect(&m_filter, &EventFilter::matchesChanged, this, &LogPane::updateMatches);
  for (const auto change : {&QAbstractItemModel::rowsInserted, &QAbstractItemModel::rowsRemoved})
    connect(&m_filter, change, this, &LogPane::updateEmpty);
  connect(&m_filter, &QAbstractItemModel::modelReset, this, &LogPane::updateEmpty);
  retranslate();
}

void LogPane::buildToolbar() {
  m_toolbar = new QWidget(this);
  m_title = new QLabel(m_toolbar);
  QFont bold = m_title->font();
  bold.setWeight(QFont::DemiBold);
  m_title->setFont(bold);
  m_kind = new QComboBox(m_toolbar);
  m_worker = new QComboBox(m_toolbar);
  m_find = new QLineEdit(m_toolbar);
  m_find->setClearButtonEnabled(true);
  m_find->addAction(style::icon(QStringLiteral("find"), style::Ink::Muted), QLineEdit::LeadingPosition);
  m_find->installEventFilter(this);
  m_onlyMatches = quietButton(m_toolbar, QStringLiteral("filter"));
  m_onlyMatches->setCheckable(true);
  m_matches = new QLabel(m_toolbar);
  m_follow = new QCheckBox(m_toolbar);
  m_follow->setChecked(true);
  m_clear = quietButton(m_toolbar, QStringLiteral("clear"));
  m_export = quietButton(m_toolbar, QStringLiteral("export"));
  auto* row = new QHBoxLayout(m_toolbar);
  row->setContentsMargins(8, 4, 8, 4);
  row->setSpacing(6);
  row->addWidget(m_title);
  row->addSpacing(6);
  row->addWidget(m_kind);
  row->addWidget(m_worker);
  row->addWidget(m_find, 1);
  row->addWidget(m_onlyMatches);
  row->addWidget(m_matches);
  row->addSpacing(6);
  row->addWidget(m_follow);
  row->addWidget(m_clear);
  row->addWidget(m_export);
  connect(m_kind, &QComboBox::currentIndexChanged, this, &LogPane::applyCriteria);
  connect(m_worker, &QComboBox::currentIndexChanged, this, &LogPane::applyCriteria);
  connect(m_find, &QLineEdit::textChanged, &m_findDelay, qOverload<>(&QTimer::start));
  connect(m_onlyMatches, &QToolButton::toggled, this, &LogPane::applyCriteria);
  connect(m_follow, &QCheckBox::toggled, m_view, &LogView::setFollowing);
  connect(m_clear, &QToolButton::clicked, this, [this] {
    if (m_events) m_events->clear();
  });
  connect(m_export, &QToolButton::clicked, this, &LogPane::exportEvents);
}

void LogPane::retranslate() {
  m_title->setText(tr("Log"));
  m_kind->setAccessibleName(tr("Kind of event"));
  m_worker->setAccessibleName(tr("Worker"));
  m_find->setAccessibleName(tr("Find in the log"));
  m_find->setPlaceholderText(tr("Find"));
  m_find->setToolTip(tr("Enter goes to the next match, Shift+Enter to the one before"));
  m_onlyMatches->setToolTip(tr("Show only events that hold the text"));
  m_onlyMatches->setAccessibleName(tr("Show only matches"));
  m_follow->setText(tr("Follow"));
  m_follow->setToolTip(tr("Scroll to the newest event by itself (End)"));
  m_clear->setToolTip(tr("Clear"));
  m_clear->setAccessibleName(tr("Clear the log"));
  m_export->setToolTip(tr("Export…"));
  m_export->setAccessibleName(tr("Export the log"));
  m_showAll->setText(tr("Show all events"));
  fillKinds();
  fillWorkers(std::max(0, std::exchange(m_workers, -1)));
  updateMatches();
  updateEmpty();
}

void LogPane::fillKinds() {
  const QVariant chosen = m_kind->currentData();
  const QSignalBlocker blocker(m_kind);
  m_kind->clear();
  m_kind->addItem(tr("All kinds"), allKinds);
  m_kind->addItem(tr("All but requests"), withoutRequests);
  m_kind->addItem(tr("Problems"), problemsOnly);
  m_kind->insertSeparator(m_kind->count());
  for (const control::EventKind kind : control::allEventKinds())
    m_kind->addItem(eventSentences::kindName(kind), static_cast<int>(kind));
  m_kind->setMaxVisibleItems(m_kind->count());
  m_kind->setCurrentIndex(chosen.isValid() ? m_kind->findData(chosen) : 0);
}

void LogPane::fillWorkers(int count) {
  if (count == m_workers) return;
  m_workers = count;
  const QVariant chosen = m_worker->currentData();
  {
    const QSignalBlocker blocker(m_worker);
    m_worker->clear();
    m_worker->addItem(tr("All workers"), allWorkers);
    m_worker->addItem(tr("Master"), EventFilter::masterSlot);
    for (int slot = 0; slot < count; ++slot) m_worker->addItem(tr("Worker %1").arg(slot), slot);
    m_worker->setCurrentIndex(chosen.isValid() ? std::max(0, m_worker->findData(chosen)) : 0);
  }
  applyCriteria();
}

void LogPane::setCluster(Cluster* cluster) {
  if (m_cluster == cluster) return;
  if (m_cluster) m_cluster->disconnect(this);
  m_cluster = cluster;
  m_events = cluster == nullptr ? nullptr : EventModel::of(cluster);
  m_filter.setEventModel(m_events);
  m_view->setFollowing(true);
  m_notice->hide();
  if (cluster == nullptr) return;
  const auto update = [this](const control::Status& status) {
    int count = status.workersWanted;
    for (const control::WorkerStatus& worker : status.workers) count = std::max(count, worker.slot + 1);
    if (count > 0) fillWorkers(count);
  };
  connect(cluster, &Cluster::statusChanged, this, update);
  update(cluster->status());
}

void LogPane::filterWorker(int slot) {
  if (slot >= m_workers) fillWorkers(slot + 1);
  m_worker->setCurrentIndex(std::max(0, m_worker->findData(slot)));
  m_view->setFollowing(true);
}

void LogPane::showAll() {
  m_kind->setCurrentIndex(0);
  m_worker->setCurrentIndex(0);
  m_onlyMatches->setChecked(false);
}

void LogPane::focusFind() {
  m_find->setFocus(Qt::ShortcutFocusReason);
  m_find->selectAll();
}

void LogPane::applyCriteria() {
  EventFilter::Criteria criteria;
  const int kind = m_kind->currentData().toInt();
  if (kind >= 0 && m_kind->currentData().isValid()) criteria.kind = static_cast<control::EventKind>(kind);
  criteria.problemsOnly = kind == problemsOnly;
  criteria.withoutRequests = kind == withoutRequests;
  const int worker = m_worker->currentData().isValid() ? m_worker->currentData().toInt() : allWorkers;
  if (worker != allWorkers) criteria.slot = worker;
  criteria.text = m_find->text().trimmed();
  criteria.findStyle = m_onlyMatches->isChecked() ? EventFilter::FindStyle::Hide : EventFilter::FindStyle::Highlight;
  m_filter.setCriteria(criteria);
}

void LogPane::findNext() {
  step(1);
}
void LogPane::findPrevious() {
  step(-1);
}

void LogPane::step(int direction) {
  if (m_findDelay.isActive()) {
    m_findDelay.stop();
    applyCriteria();
  }
  const int from = m_view->currentIndex().isValid() ? m_view->currentIndex().row() : m_filter.rowCount() - 1;
  const int row = m_filter.nextMatch(from, direction);
  if (row < 0) return;
  m_view->setFollowing(false);
  const QModelIndex match = m_filter.index(row, EventModel::Sentence);
  m_view->setCurrentIndex(match);
  m_view->scrollTo(match, QAbstractItemView::PositionAtCenter);
  updateMatches();
}

void LogPane::updateMatches() {
  const int count = m_filter.matchCount();
  const QModelIndex current = m_view->currentIndex();
  QString text;
  if (!m_filter.criteria().text.isEmpty()) {
    const bool onMatch = current.isValid() && current.row() < m_filter.rowCount() && m_filter.isMatch(current.row());
    if (count == 0) {
      text = tr("No match");
    } else if (onMatch) {
      text = tr("%1 of %2").arg(m_filter.matchesUpTo(current.row())).arg(count);
    } else {
      text = tr("%n match(es)", nullptr, count);
    }
  }
  m_matches->setText(text);
  m_matches->setVisible(!text.isEmpty());
  updateEmpty();
}

void LogPane::updateEmpty() {
  const bool nothingYet = !m_events || m_events->rowCount() == 0;
  m_emptyText->setText(nothingYet ? tr("What happens to the server and its workers appears here.")
                                  : tr("No event fits what is chosen above."));
  m_showAll->setVisible(!nothingYet);
  const bool empty = m_filter.rowCount() == 0 && !m_filter.isWorking();
  m_stack->setCurrentWidget(empty ? m_empty : static_cast<QWidget*>(m_view));
  m_export->setEnabled(!nothingYet);
  m_clear->setEnabled(!nothingYet);
}

void LogPane::addTimeStyles(QMenu* menu) {
  auto* group = new QActionGroup(menu);
  const auto add = [&](EventModel::TimeStyle timeStyle, const QString& text) {
    QAction* action = menu->addAction(text, this, [this, timeStyle] {
      if (!m_events) return;
      m_events->setTimeStyle(timeStyle);
      timeStyle == EventModel::TimeStyle::Relative ? m_clock.start() : m_clock.stop();
    });
    action->setCheckable(true);
    action->setChecked(m_events && m_events->timeStyle() == timeStyle);
    group->addAction(action);
  };
  add(EventModel::TimeStyle::Clock, tr("Time of &Day"));
  add(EventModel::TimeStyle::Relative, tr("How Long &Ago"));
  add(EventModel::TimeStyle::SinceStart, tr("Since the &Server's Start"));
}

void LogPane::showTimeMenu(const QPoint& place) {
  auto* menu = new QMenu(this);
  menu->setAttribute(Qt::WA_DeleteOnClose);
  addTimeStyles(menu);
  menu->popup(place);
}

void LogPane::showMenu(const QPoint& place) {
  auto* menu = new QMenu(this);
  menu->setAttribute(Qt::WA_DeleteOnClose);
  QAction* copy = menu->addAction(style::icon(QStringLiteral("copy")), tr("&Copy"), m_view, &LogView::copySelection);
  copy->setEnabled(m_view->selectionModel()->hasSelection());
  menu->addAction(tr("Select &All"), m_view, &LogView::selectAll);
  menu->addSeparator();
  addTimeStyles(menu->addMenu(style::icon(QStringLiteral("clock")), tr("Show &Time as")));
  menu->addAction(style::icon(QStringLiteral("export")), tr("&Export…"), this, &LogPane::exportEvents);
  menu->popup(place);
}

void LogPane::exportEvents() {
  auto* dialog = new QFileDialog(this, tr("Export the Log"));
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->setAcceptMode(QFileDialog::AcceptSave);
  dialog->setNameFilters({tr("Text (*.txt)"), tr("CSV table (*.csv)"), tr("JSON lines (*.jsonl)")});
  dialog->setDefaultSuffix(QStringLiteral("txt"));
  connect(dialog, &QFileDialog::filterSelected, dialog, [dialog](const QString& filter) {
    for (const char* suffix : {"txt", "csv", "jsonl"})
      if (filter.contains(QLatin1String("*.") + QLatin1String(suffix))) dialog->setDefaultSuffix(QLatin1String(suffix));
  });
  dialog->selectFile((m_cluster ? m_cluster->name() : QStringLiteral("forkyard")) + QStringLiteral("-log"));
  connect(dialog, &QFileDialog::fileSelected, this, &LogPane::write);
  dialog->open();
}

void LogPane::write(const QString& path) {
  const auto events = m_view->chosenEvents();
  const int count = static_cast<int>(events.size());
  inBackground(
      this, [path, events] { return eventExport::write(path, events); },
      [this, path, count](const QString& failure) {
        m_notice->setTone(failure.isEmpty() ? style::Tone::Good : style::Tone::Bad);
        m_notice->setText(failure.isEmpty() ? tr("%n event(s) saved to %1.", nullptr, count).arg(path)
                                            : tr("Cannot write %1: %2").arg(path, failure));
        m_notice->show();
        QTimer::singleShot(6000, m_notice, &QWidget::hide);
      });
}

bool LogPane::eventFilter(QObject* watched, QEvent* event) {
  if (watched == m_find && event->type() == QEvent::KeyPress) {
    const auto* key = static_cast<QKeyEvent*>(event);
    const bool enter = key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter;
    if ((enter && key->modifiers() == Qt::NoModifier) || key->matches(QKeySequence::FindNext)) return step(1), true;
    if ((enter && key->modifiers() == Qt::ShiftModifier) || key->matches(QKeySequence::FindPrevious))
      return step(-1), true;
    if (key->key() == Qt::Key_Escape && !m_find->text().isEmpty()) return m_find->clear(), true;
  }
  return QWidget::eventFilter(watched, event);
}

void LogPane::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() != QEvent::LanguageChange) return;
  if (m_events) m_events->forgetSentences();
  retranslate();
}
