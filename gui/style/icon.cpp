// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// A QIconEngine that renders an SVG in the colour of the moment. Qt's own SVG engine leaves currentColor black.

#include "gui/style/icon.h"

#include <QFile>
#include <QGuiApplication>
#include <QHash>
#include <QIconEngine>
#include <QPainter>
#include <QPixmapCache>
#include <QSvgRenderer>
#include <cmath>
#include <utility>

// A static library's resources are registered by hand; the macro wants the global namespace.
static void registerDrawings() {
  Q_INIT_RESOURCE(forkyard);
}

namespace style {

namespace {

constexpr double gridSize = 24;  // the drawings' view box
constexpr double strokeWidth = 1.5;

QColor colorOf(Ink ink, const Colors& c) {
  switch (ink) {
    case Ink::Text:
      return c.text;
    case Ink::Muted:
      return c.mutedText;
    case Ink::OnAccent:
      return c.onAccent;
    case Ink::Link:
      return c.link;
    case Ink::Good:
      return c.good;
    case Ink::Busy:
      return c.busy;
    case Ink::Warning:
      return c.warning;
    case Ink::Bad:
      return c.bad;
  }
  return c.text;
}

QByteArray drawing(const QString& name) {
  static QHash<QString, QByteArray> drawings;
  if (drawings.isEmpty()) registerDrawings();
  auto found = drawings.find(name);
  if (found == drawings.end()) {
    QFile file(QStringLiteral(":/icons/%1.svg").arg(name));
    found = drawings.insert(name, file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray());
  }
  return *found;
}

class TintedIconEngine : public QIconEngine {
 public:
  TintedIconEngine(QString name, Ink ink) : m_name(std::move(name)), m_ink(ink) {}

  void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State state) override {
    const double ratio = painter->device()->devicePixelRatioF();
    painter->drawPixmap(rect, scaledPixmap(rect.size() * ratio, mode, state, ratio));
  }
  QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override {
    return scaledPixmap(size, mode, state, 1);
  }
  QPixmap scaledPixmap(const QSize& size, QIcon::Mode mode, QIcon::State, qreal scale) override {
    const Colors& c = colorsOf(QGuiApplication::palette());
    const int side = std::min(size.width(), size.height());
    return tintedPixmap(m_name, static_cast<int>(std::lround(side / scale)), scale,
                        mode == QIcon::Disabled ? c.disabledText : colorOf(m_ink, c));
  }
  [[nodiscard]] QIconEngine* clone() const override { return new TintedIconEngine(m_name, m_ink); }
  [[nodiscard]] QString key() const override { return QStringLiteral("forkyard"); }
  QString iconName() override { return m_name; }
  bool isNull() override { return drawing(m_name).isEmpty(); }

 private:
  QString m_name;
  Ink m_ink;
};

}  // namespace

QIcon icon(const QString& name, Ink ink) {
  return QIcon(new TintedIconEngine(name, ink));
}

Ink inkOf(Tone tone) {
  switch (tone) {
    case Tone::Good:
      return Ink::Good;
    case Tone::Busy:
      return Ink::Busy;
    case Tone::Warning:
      return Ink::Warning;
    case Tone::Bad:
      return Ink::Bad;
    case Tone::Quiet:
      return Ink::Muted;
  }
  return Ink::Text;
}

QPixmap tintedPixmap(const QString& name, int size, double devicePixelRatio, const QColor& color) {
  const int pixels = std::max(1, static_cast<int>(std::lround(size * devicePixelRatio)));
  const QString key =
      QStringLiteral("forkyard/%1/%2/%3/%4").arg(name).arg(pixels).arg(devicePixelRatio).arg(color.rgba());
  QPixmap pixmap;
  if (QPixmapCache::find(key, &pixmap)) return pixmap;

  // The stroke stays 1.5 px whatever the size: thinner would fade at 16 px, thicker would clot.
  QByteArray svg = drawing(name);
  const double stroke = std::min(strokeWidth * gridSize / std::max(1, size), 2.4);
  svg.replace("stroke-width=\"1.5\"", "stroke-width=\"" + QByteArray::number(stroke, 'f', 2) + '"');

  pixmap = QPixmap(pixels, pixels);
  pixmap.fill(Qt::transparent);
  QSvgRenderer renderer(svg);
  QPainter painter(&pixmap);
  painter.setRenderHint(QPainter::Antialiasing);
  renderer.render(&painter, QRectF(0, 0, pixels, pixels));
  painter.setCompositionMode(QPainter::CompositionMode_SourceIn);
  painter.fillRect(pixmap.rect(), color);
  painter.end();
  pixmap.setDevicePixelRatio(devicePixelRatio);
  QPixmapCache::insert(key, pixmap);
  return pixmap;
}

}  // namespace style
