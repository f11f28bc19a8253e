// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The track and its segments, painted flat.

#include "gui/style/segmented_control.h"

#include <QAbstractButton>
#include <QHBoxLayout>
#include <QPainter>

#include "gui/style/palette.h"

namespace {

class Segment : public QAbstractButton {
 public:
  explicit Segment(QWidget* parent) : QAbstractButton(parent) {
    setCheckable(true);
    setAttribute(Qt::WA_Hover);
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Minimum, QSizePolicy::Fixed);
  }

  [[nodiscard]] QSize sizeHint() const override {
    const int height = (fontMetrics().height() + 15) / 2 * 2;
    return {fontMetrics().horizontalAdvance(text()) + 28, height};
  }
  [[nodiscard]] QSize minimumSizeHint() const override { return sizeHint(); }

 protected:
  void paintEvent(QPaintEvent*) override {
    const style::Colors& c = style::colorsOf(palette());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF box = QRectF(rect()).adjusted(2.5, 2.5, -2.5, -2.5);
    if (isChecked()) {
      painter.setPen(QPen(isEnabled() ? c.outline : c.border, 1));
      painter.setBrush(isEnabled() ? c.card : c.quietSoft);
      painter.drawRoundedRect(box, 5, 5);
    } else if (underMouse() && isEnabled()) {
      painter.setPen(Qt::NoPen);
      painter.setBrush(c.hover);
      painter.drawRoundedRect(box, 5, 5);
    }
    if (hasFocus()) {
      painter.setPen(QPen(c.link, 2));
      painter.setBrush(Qt::NoBrush);
      painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 5, 5);
    }
    painter.setPen(!isEnabled() ? c.disabledText : isChecked() ? c.text : c.mutedText);
    painter.drawText(rect(), Qt::AlignCenter, text());
  }
};

}  // namespace

SegmentedControl::SegmentedControl(QWidget* parent) : QWidget(parent), m_group(new QButtonGroup(this)) {
  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(0);
  setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
  connect(m_group, &QButtonGroup::idClicked, this, &SegmentedControl::chosen);
}

void SegmentedControl::addSegment(int id, const QString& text, const QString& explanation) {
  auto* segment = new Segment(this);
  layout()->addWidget(segment);
  m_group->addButton(segment, id);
  setSegmentText(id, text, explanation);
  setFocusProxy(segment);
}

void SegmentedControl::setSegmentText(int id, const QString& text, const QString& explanation) {
  QAbstractButton* segment = m_group->button(id);
  segment->setText(text);
  segment->setAccessibleName(text);
  segment->setAccessibleDescription(explanation);
  segment->setToolTip(explanation);
  segment->updateGeometry();
}

void SegmentedControl::setChoice(int id) {
  if (QAbstractButton* segment = m_group->button(id)) segment->setChecked(true);
}

void SegmentedControl::paintEvent(QPaintEvent*) {
  const style::Colors& c = style::colorsOf(palette());
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(QPen(c.border, 1));
  painter.setBrush(c.quietSoft);
  painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 7, 7);
}
