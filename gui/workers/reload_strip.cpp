// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Counts the swaps and says them.

#include "gui/workers/reload_strip.h"

#include <QEvent>
#include <QPushButton>
#include <algorithm>
#include <climits>

#include "gui/log/event_sentences.h"
#include "gui/style/icon.h"
#include "gui/workers/worker_model.h"

using Outcome = ReloadWatch::Outcome;

namespace {

constexpr int roomyLines = 48;

struct Progress {
  int workers = 0;
  int replaced = 0;
  int draining = 0;  ///< old processes that still finish their connections
  std::string certificateBefore;
  std::string certificateAfter;
};

Progress progressOf(const WorkerModel& model) {
  Progress progress;
  progress.workers = model.rowCount();
  for (int row = 0; row < progress.workers; ++row) {
    const auto [before, after] = model.reload().swapOf(model.history(), model.worker(row).slot);
    if (after != nullptr && after->ready != 0) ++progress.replaced;
    if (after != nullptr && before != nullptr && before->exited == 0) ++progress.draining;
    if (before != nullptr && progress.certificateBefore.empty()) progress.certificateBefore = before->fingerprint;
    if (after != nullptr && progress.certificateAfter.empty()) progress.certificateAfter = after->fingerprint;
  }
  return progress;
}

}  // namespace

ReloadStrip::ReloadStrip(QWidget* parent) : Banner(style::Tone::Busy, parent), m_close(addButton(QString())) {
  m_close->setIcon(style::icon(QStringLiteral("clear"), style::Ink::Muted));
  m_close->setFlat(true);
  connect(m_close, &QPushButton::clicked, this, [this] {
    if (m_model) m_model->forgetReload();
  });
  hide();
}

void ReloadStrip::setModel(WorkerModel* model) {
  m_model = model;
  refresh();
}

void ReloadStrip::refresh() {
  const bool shown = m_model && m_model->isReloadShown();
  if (shown) {
    const Outcome outcome = m_model->reload().outcome();
    setTone(outcome == Outcome::UnderWay ? style::Tone::Busy
            : outcome == Outcome::Done   ? style::Tone::Good
                                         : style::Tone::Bad);
    setText(sentence());
    // In a low window each line is the log's.
    const bool roomy = window()->height() >= fontMetrics().height() * roomyLines;
    setDetail(roomy ? certificates() : QString());
    m_close->setVisible(outcome != Outcome::UnderWay);
    m_close->setAccessibleName(tr("Dismiss"));
  }
  setVisible(shown);
}

QString ReloadStrip::sentence() const {
  const ReloadWatch& reload = m_model->reload();
  const Progress progress = progressOf(*m_model);
  const QString lasted = eventSentences::durationWords(reload.duration());
  if (reload.outcome() == Outcome::Aborted)
    return tr("Called off after %1: the workers of generation %2 serve on.").arg(lasted).arg(reload.oldGeneration()) +
           QLatin1Char(' ') + cost();
  if (reload.outcome() == Outcome::UnderWay) {
    const QString far = reload.isRestart() ? tr("Restarting: %1 of %n worker(s) replaced.", nullptr, progress.workers)
                                           : tr("Reloading: %1 of %n worker(s) replaced.", nullptr, progress.workers);
    return far.arg(progress.replaced) + QLatin1Char(' ') + cost();
  }
  const QString done = tr("Done in %1: generation %2 took the place of generation %3.")
                           .arg(lasted)
                           .arg(reload.newGeneration())
                           .arg(reload.oldGeneration()) +
                       QLatin1Char(' ') + cost();
  if (progress.draining == 0) return done;
  return done + QLatin1Char(' ') + tr("%n old worker(s) still finish their connections.", nullptr, progress.draining);
}

QString ReloadStrip::cost() const {
  const auto cut = static_cast<int>(std::min<std::int64_t>(m_model->reload().cut(), INT_MAX));
  return cut == 0 ? tr("No connection was cut.") : tr("%n connection(s) were cut.", nullptr, cut);
}

QString ReloadStrip::certificates() const {
  const auto [workers, replaced, draining, before, after] = progressOf(*m_model);
  if (before.empty() || after.empty()) return {};
  if (before == after) return tr("The certificate is the same: %1.").arg(WorkerModel::shortFingerprint(before));
  return tr("Certificate %1 → %2").arg(WorkerModel::shortFingerprint(before), WorkerModel::shortFingerprint(after));
}

void ReloadStrip::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) refresh();
  Banner::changeEvent(event);
}
