// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Arithmetic of the visible stretch of time, and its labels.

#include "gui/workers/time_window.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>
#include <algorithm>
#include <array>

using base::UnixMilliseconds;

namespace {

struct Words {
  Q_DECLARE_TR_FUNCTIONS(TimeWindow)
};

constexpr qint64 second = 1000;
constexpr qint64 minute = 60 * second;
constexpr qint64 hour = 60 * minute;
constexpr std::array<qint64, 6> spans = {minute, 5 * minute, 15 * minute, hour, 6 * hour, 24 * hour};
constexpr std::array<qint64, 14> steps = {5 * second, 10 * second, 15 * second, 30 * second, minute,
                                          2 * minute, 5 * minute,  10 * minute, 15 * minute, 30 * minute,
                                          hour,       2 * hour,    4 * hour,    6 * hour};

QString lengthText(qint64 length) {
  if (length < minute) return Words::tr("%1 s").arg(length / second);
  if (length % hour == 0) return Words::tr("%1 h").arg(length / hour);
  if (length % minute == 0) return Words::tr("%1 min").arg(length / minute);
  return Words::tr("%1 min %2 s").arg(length / minute).arg(length % minute / second);
}

QString agoText(qint64 length) {
  return QStringLiteral("−") + lengthText(length);
}

}  // namespace

void TimeWindow::setNow(UnixMilliseconds now) {
  m_now = now;
}

QString TimeWindow::spanText() const {
  const qint64 round =
      m_span < 10 * minute ? (m_span + second / 2) / second * second : (m_span + minute / 2) / minute * minute;
  if (round >= hour && round % hour != 0) return Words::tr("%1 h %2 min").arg(round / hour).arg(round % hour / minute);
  return lengthText(round);
}

void TimeWindow::setSpan(qint64 span) {
  m_span = std::clamp(span, shortest, longest);
}

void TimeWindow::zoom(double factor, UnixMilliseconds anchor) {
  const qint64 before = m_span;
  setSpan(static_cast<qint64>(static_cast<double>(m_span) * factor));
  if (m_live) return;
  const double part = static_cast<double>(to() - anchor) / static_cast<double>(before);
  m_to = anchor + static_cast<qint64>(part * static_cast<double>(m_span));
  pan(0);
}

void TimeWindow::zoomStep(int direction) {
  const UnixMilliseconds middle = to() - m_span / 2;
  qint64 wanted = m_span;
  if (direction < 0) {
    const auto next = std::upper_bound(spans.begin(), spans.end(), m_span);
    wanted = next == spans.end() ? spans.back() : *next;
  } else {
    const auto same = std::lower_bound(spans.begin(), spans.end(), m_span);
    wanted = same == spans.begin() ? spans.front() : *(same - 1);
  }
  zoom(static_cast<double>(wanted) / static_cast<double>(m_span), middle);
  setSpan(wanted);
}

void TimeWindow::pan(qint64 milliseconds) {
  m_to = to() + milliseconds;
  m_live = m_to >= m_now;
  m_to = std::clamp<UnixMilliseconds>(m_to, m_now - longest, m_now);
}

void TimeWindow::reveal(UnixMilliseconds from, UnixMilliseconds to) {
  if (from < this->from() || to - from > m_span) {
    pan(from - m_span / 10 - this->from());
  } else if (to > this->to()) {
    pan(to + m_span / 10 - this->to());
  }
}

double TimeWindow::position(UnixMilliseconds time, double left, double width) const {
  return left + width * static_cast<double>(time - from()) / static_cast<double>(m_span);
}

UnixMilliseconds TimeWindow::timeAt(double x, double left, double width) const {
  return from() + static_cast<qint64>((x - left) / width * static_cast<double>(m_span));
}

qint64 TimeWindow::tickStep(double width, double spacing) const {
  const double perStep = spacing / width * static_cast<double>(m_span);
  const auto fits = [perStep](qint64 step) { return static_cast<double>(step) >= perStep; };
  const auto found = std::find_if(steps.begin(), steps.end(), fits);
  return found == steps.end() ? steps.back() : *found;
}

std::vector<UnixMilliseconds> TimeWindow::tickTimes(double width, double spacing) const {
  std::vector<UnixMilliseconds> times;
  if (width < spacing) return times;
  const qint64 step = tickStep(width, spacing);
  if (m_live) {
    for (qint64 ago = m_span / step * step; ago >= 0; ago -= step) times.push_back(m_now - ago);
    return times;
  }
  const qint64 offset = QDateTime::fromMSecsSinceEpoch(to()).offsetFromUtc() * second;
  for (UnixMilliseconds time = ((from() + offset) / step + 1) * step - offset; time <= to(); time += step)
    times.push_back(time);
  return times;
}

std::vector<TimeWindow::Tick> TimeWindow::ticks(double width, double spacing) const {
  std::vector<Tick> result;
  const QString format =
      width > 0 && tickStep(width, spacing) < minute ? QStringLiteral("HH:mm:ss") : QStringLiteral("HH:mm");
  for (const UnixMilliseconds time : tickTimes(width, spacing)) {
    const QString label = !m_live         ? QDateTime::fromMSecsSinceEpoch(time).toString(format)
                          : time == m_now ? Words::tr("now")
                                          : agoText(m_now - time);
    result.push_back({time, label});
  }
  return result;
}
