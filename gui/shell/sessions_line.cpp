// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// See sessions_line.h.

#include "gui/shell/sessions_line.h"

#include <QDateTime>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <algorithm>

#include "gui/base/text.h"
#include "gui/log/session_store_reason.h"
#include "gui/style/elided_label.h"
#include "gui/style/icon.h"

namespace {

constexpr int outageShapeSize = 16;
constexpr int outageShapeGap = 6;

/// A day only where it is another one.
QString clockText(base::UnixMilliseconds time, const QString& format) {
  const QDateTime then = QDateTime::fromMSecsSinceEpoch(time);
  if (then.date() == QDate::currentDate()) return then.time().toString(format);
  return QLocale().toString(then, QLocale::ShortFormat);
}

}  // namespace

SessionsLine::SessionsLine(QWidget* parent)
    : QWidget(parent), m_shape(new QLabel(this)), m_text(new ElidedLabel(this)) {
  auto* row = new QHBoxLayout(this);
  row->setContentsMargins(0, 0, 0, 0);
  row->setSpacing(outageShapeGap);
  row->addWidget(m_shape);
  row->addWidget(m_text, 1);
  m_shape->setFixedSize(outageShapeSize, outageShapeSize);
  setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Preferred);
  tell();
}

void SessionsLine::setStatus(const control::SessionsStatus& status) {
  if (status == m_status) return;
  m_status = status;
  tell();
}

bool SessionsLine::isTelling() const {
  return m_status.store == "cluster" || m_status.store == "redis";
}

QString SessionsLine::text() const {
  const bool isRedis = m_status.store == "redis";
  if (!isTelling()) return {};
  if (!isDown()) return isRedis ? tr("Sessions: Redis") : tr("Sessions: in this server");
  const QString since = clockText(m_status.downSince, QStringLiteral("HH:mm:ss"));
  return isRedis ? tr("Sessions: Redis does not answer since %1").arg(since)
                 : tr("Sessions: their process does not answer since %1").arg(since);
}

QString SessionsLine::shortText() const {
  if (!isDown() || !isTelling()) return text();
  return tr("No sessions since %1").arg(clockText(m_status.downSince, QStringLiteral("HH:mm")));
}

QSize SessionsLine::sizeHint() const {
  const int shape = isDown() ? outageShapeSize + outageShapeGap : 0;
  return {shape + fontMetrics().horizontalAdvance(text()) + 2, std::max(outageShapeSize, fontMetrics().height())};
}

void SessionsLine::tell() {
  m_shape->setVisible(isDown());
  if (isDown())
    m_shape->setPixmap(style::icon(QStringLiteral("error"), style::Ink::Bad)
                           .pixmap(QSize(outageShapeSize, outageShapeSize), devicePixelRatioF()));
  m_text->setForegroundRole(isDown() ? QPalette::WindowText : QPalette::PlaceholderText);
  // The reason is in the log too.
  setToolTip(isDown() ? tr("%1: %2", "where sessions are and since when not, why")
                            .arg(text(), sessionStoreReason(toQt(m_status.reason)))
                      : QString());
  updateGeometry();
  fit();
}

/// What matters is that there are none, and since when: not the first letters of a longer sentence.
void SessionsLine::fit() {
  m_text->setFullText(width() < sizeHint().width() ? shortText() : text());
  m_text->setAccessibleName(text());
}

void SessionsLine::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  fit();
}

void SessionsLine::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange || event->type() == QEvent::PaletteChange) tell();
  QWidget::changeEvent(event);
}
