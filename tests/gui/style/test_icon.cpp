// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Each drawing is there, has something in it, and takes the colour of the moment.

#include <QApplication>
#include <QDir>
#include <QTest>

#include "gui/style/icon.h"
#include "gui/style/state_colors.h"

class TestIcon : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase();
  void everyDrawingIsPainted_data();
  void everyDrawingIsPainted();
  void anIconFollowsThePalette();
  void aDisabledIconIsPaler();
  void everyShapeLooksDifferent();
};

namespace {

int inkedPixels(const QImage& image) {
  int count = 0;
  for (int y = 0; y < image.height(); ++y)
    for (int x = 0; x < image.width(); ++x) count += qAlpha(image.pixel(x, y)) > 100 ? 1 : 0;
  return count;
}

QColor strongestColour(const QImage& image) {
  QColor strongest(0, 0, 0, 0);
  for (int y = 0; y < image.height(); ++y)
    for (int x = 0; x < image.width(); ++x)
      if (const QColor here = image.pixelColor(x, y); here.alpha() > strongest.alpha()) strongest = here;
  return strongest;
}

}  // namespace

void TestIcon::initTestCase() {
  // Registers the drawings.
  QVERIFY(!style::icon(QStringLiteral("start")).isNull());
}

void TestIcon::everyDrawingIsPainted_data() {
  QTest::addColumn<QString>("name");
  const QStringList files = QDir(QStringLiteral(":/icons")).entryList({QStringLiteral("*.svg")});
  for (const QString& file : files) QTest::newRow(qPrintable(file)) << file.chopped(4);
  QVERIFY(files.size() > 30);
}

void TestIcon::everyDrawingIsPainted() {
  QFETCH(QString, name);
  for (const int size : {16, 24}) {
    const QImage image = style::tintedPixmap(name, size, 1, Qt::red).toImage();
    const int inked = inkedPixels(image);
    QVERIFY2(inked >= 4, qPrintable(QString::number(inked)));
    QVERIFY(inked < size * size);
    QCOMPARE(strongestColour(image).red() > 200, true);
  }
}

void TestIcon::anIconFollowsThePalette() {
  const QIcon icon = style::icon(QStringLiteral("start"));
  QApplication::setPalette(style::palette(style::Shade::Light));
  const QColor inLight = strongestColour(icon.pixmap(16).toImage());
  QApplication::setPalette(style::palette(style::Shade::Dark));
  const QColor inDark = strongestColour(icon.pixmap(16).toImage());
  QVERIFY(inLight.lightness() < 80);
  QVERIFY(inDark.lightness() > 180);
}

void TestIcon::aDisabledIconIsPaler() {
  QApplication::setPalette(style::palette(style::Shade::Light));
  const QIcon icon = style::icon(QStringLiteral("start"));
  const QColor enabled = strongestColour(icon.pixmap(16, QIcon::Normal).toImage());
  const QColor disabled = strongestColour(icon.pixmap(16, QIcon::Disabled).toImage());
  QVERIFY(disabled.lightness() > enabled.lightness() + 60);
}

void TestIcon::everyShapeLooksDifferent() {
  QList<QImage> seen;
  for (int shape = 0; shape <= int(style::Shape::Diamond); ++shape) {
    QImage image(16, 16, QImage::Format_ARGB32_Premultiplied);
    image.fill(Qt::transparent);
    QPainter painter(&image);
    style::paintShape(painter, image.rect(), style::Shape(shape), Qt::black);
    painter.end();
    QVERIFY(inkedPixels(image) > 10);
    QVERIFY(!seen.contains(image));
    seen += image;
  }
}

QTEST_MAIN(TestIcon)
#include "test_icon.moc"
