// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The words of a life, and which life a point means.

#include "gui/workers/worker_timeline.h"

#include <QApplication>
#include <QDateTime>
#include <QLocale>
#include <QStyle>
#include <algorithm>
#include <cmath>

#include "gui/log/event_sentences.h"
#include "gui/log/exit_sentences.h"
#include "gui/workers/lane_painter.h"

using base::UnixMilliseconds;

namespace {

constexpr int pulseInterval = 33;       // milliseconds
constexpr double pulseStep = 1.0 / 24;  // fades within 0.8 s
constexpr double markReach = 6;         // pixels
constexpr int linesTold = 4;
constexpr qsizetype longestLine = 160;
constexpr UnixMilliseconds clockSlack = 1'000;  // a life that a status told began about then

QString clock(UnixMilliseconds time) {
  const QDateTime moment = QDateTime::fromMSecsSinceEpoch(time);
  const bool today = moment.date() == QDate::currentDate();
  return today ? moment.toString(QStringLiteral("HH:mm:ss"))
               : QLocale().toString(moment, QStringLiteral("d MMM HH:mm:ss"));
}

WorkerTimeline::LifeKey keyOf(int slot, const WorkerLife& life) {
  return {slot, life.pid, life.forked};
}

}  // namespace

WorkerTimeline::WorkerTimeline(QObject* parent) : QObject(parent) {
  m_pulseTimer.setInterval(pulseInterval);
  connect(&m_pulseTimer, &QTimer::timeout, this, &WorkerTimeline::stepPulses);
}

void WorkerTimeline::setModel(WorkerModel* model) {
  m_model = model;
  m_hovered.reset();
  m_focused.reset();
  m_pulses.clear();
  m_window.goLive();
  emit windowChanged();
}

void WorkerTimeline::setNow(UnixMilliseconds now) {
  m_window.setNow(now);
  if (m_window.isLive()) emit windowChanged();
}

void WorkerTimeline::zoomStep(int direction) {
  m_window.zoomStep(direction);
  emit windowChanged();
}

void WorkerTimeline::zoom(double factor, UnixMilliseconds anchor) {
  m_window.zoom(factor, anchor);
  emit windowChanged();
}

void WorkerTimeline::pan(qint64 milliseconds) {
  m_window.pan(milliseconds);
  emit windowChanged();
}

void WorkerTimeline::goLive() {
  m_window.goLive();
  emit windowChanged();
}

void WorkerTimeline::setHovered(const std::optional<LifeKey>& life) {
  if (std::exchange(m_hovered, life) != life) emit emphasisChanged();
}

void WorkerTimeline::setFocused(const std::optional<LifeKey>& life) {
  if (std::exchange(m_focused, life) != life) emit emphasisChanged();
}

void WorkerTimeline::focusStep(int slot, int direction) {
  if (m_model == nullptr) return;
  const LifeHistory::Lives& lives = m_model->history().lives(slot);
  if (lives.empty()) return;
  std::size_t index = lives.size() - 1;
  if (m_focused && m_focused->slot == slot) {
    const auto at = std::find_if(lives.begin(), lives.end(),
                                 [&](const WorkerLife& each) { return keyOf(slot, each) == *m_focused; });
    if (at != lives.end()) {
      const auto place = static_cast<std::ptrdiff_t>(at - lives.begin()) + direction;
      index = static_cast<std::size_t>(std::clamp<std::ptrdiff_t>(place, 0, std::ssize(lives) - 1));
    }
  }
  const WorkerLife& chosen = lives[index];
  m_window.reveal(chosen.forked, chosen.exited != 0 ? chosen.exited : m_window.now());
  setFocused(keyOf(slot, chosen));
  emit windowChanged();
}

std::optional<WorkerTimeline::LifeKey> WorkerTimeline::lifeAt(int slot, const QRect& cell, int x) const {
  if (m_model == nullptr) return std::nullopt;
  const QRectF area = LanePainter::barArea(cell);
  const LifeHistory::Lives& lives = m_model->history().lives(slot);
  const auto margin = static_cast<qint64>(markReach / area.width() * static_cast<double>(m_window.span()));
  const UnixMilliseconds time = m_window.timeAt(x, area.left(), area.width());
  const LifeHistory::Range range = m_model->history().visible(slot, time - margin, time + margin);
  const WorkerLife* best = nullptr;
  for (std::size_t i = range.first; i < range.last; ++i) {
    const WorkerLife& each = lives[i];
    if (each.exited != 0 && std::abs(each.exited - time) <= margin &&
        (best == nullptr || std::abs(each.exited - time) < std::abs(best->exited - time)))
      best = &each;
  }
  if (best != nullptr) return keyOf(slot, *best);
  // Of two at a time the newer one lies above.
  for (std::size_t i = range.last; i-- > range.first;)
    if (lives[i].forked <= time && (lives[i].exited == 0 ? time <= m_window.now() + margin : time <= lives[i].exited))
      return keyOf(slot, lives[i]);
  const auto after =
      std::partition_point(lives.begin(), lives.end(), [time](const WorkerLife& each) { return each.forked <= time; });
  if (after == lives.begin()) return std::nullopt;
  const WorkerLife& before = *(after - 1);
  return before.retryAt != 0 || before.abandoned ? std::optional(keyOf(slot, before)) : std::nullopt;
}

const WorkerLife* WorkerTimeline::life(const LifeKey& key) const {
  return m_model == nullptr ? nullptr : m_model->history().life(key.slot, key.pid, key.forked);
}

QString WorkerTimeline::details(const LifeKey& key) const {
  const WorkerLife* found = life(key);
  if (found == nullptr) return {};
  const QString pid = QString::number(found->pid);
  if (found->exited == 0)
    return tr("PID %1, since %2, for %3.")
               .arg(pid, clock(found->forked), eventSentences::durationWords(m_window.now() - found->forked)) +
           QLatin1Char(' ') + answeredWords(found->requests);
  const QString span = tr("PID %1, %2 to %3.").arg(pid, clock(found->forked), clock(found->exited));
  if (!found->exit) return span + QLatin1Char(' ') + tr("Ended with its server.");
  QString text = span + QLatin1Char(' ') + eventSentences::exitSentence(*found->exit) + QLatin1Char(' ') +
                 answeredWords(found->exit->requests);
  if (found->abandoned) return text + QLatin1Char(' ') + tr("Given up on this worker.");
  if (found->retryAt > found->exited)
    text += QLatin1Char(' ') +
            tr("The next start waited %1.").arg(eventSentences::durationWords(found->retryAt - found->exited));
  return text;
}

QString WorkerTimeline::answeredWords(std::int64_t requests) {
  return tr("Answered %n request(s).", nullptr, static_cast<int>(std::min<std::int64_t>(requests, INT_MAX)));
}

QString WorkerTimeline::tip(const LifeKey& key) const {
  const WorkerLife* found = life(key);
  if (found == nullptr) return {};
  QStringList lines{tr("Worker %1").arg(key.slot) + QStringLiteral(" · ") + details(key)};
  if (found->generation > 0) lines += tr("Generation %1").arg(found->generation);
  if (!found->fingerprint.empty()) lines += tr("Certificate %1").arg(WorkerModel::shortFingerprint(found->fingerprint));
  QString html = QStringLiteral("<p>");
  for (const QString& line : lines) html += line.toHtmlEscaped() + QStringLiteral("<br>");
  // What a worker wrote is anybody's text: it is shown, never taken for markup.
  html += QStringLiteral("</p><p style='white-space:pre'>");
  for (const QString& line : lastLines(*found)) html += line.toHtmlEscaped() + QLatin1Char('\n');
  return html + QStringLiteral("</p>");
}

QStringList WorkerTimeline::lastLines(const WorkerLife& life) const {
  QStringList lines;
  for (int row = m_events ? m_events->rowCount() : 0; row-- > 0 && lines.size() < linesTold;) {
    const control::Event& event = *m_events->event(row);
    if (event.time < life.forked - clockSlack) break;
    if (event.pid != life.pid || event.kind == control::EventKind::RequestServed) continue;
    const QString sentence = m_events->sentence(row);
    lines.prepend(EventModel::clockText(event.time) + QStringLiteral("  ") +
                  (sentence.size() > longestLine ? sentence.left(longestLine) + QStringLiteral("…") : sentence));
  }
  return lines;
}

void WorkerTimeline::pulse(int slot) {
  m_pulses[slot] = 1.0;
  m_pulseTimer.start();
  emit emphasisChanged();
}

double WorkerTimeline::pulseOf(int slot) const {
  const auto found = m_pulses.find(slot);
  return found == m_pulses.end() ? 0.0 : found->second;
}

void WorkerTimeline::stepPulses() {
  // Without animations the glow stands still and then goes.
  const bool animated = QApplication::style()->styleHint(QStyle::SH_Widget_Animation_Duration) > 0;
  for (auto& [slot, level] : m_pulses) level -= pulseStep;
  std::erase_if(m_pulses, [](const auto& each) { return each.second <= 0; });
  if (m_pulses.empty()) m_pulseTimer.stop();
  if (animated || m_pulses.empty()) emit emphasisChanged();
}
