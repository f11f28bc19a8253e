// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Text can be read and shapes told apart in both shades, and no palette role is left to Qt's defaults.

#include <QGuiApplication>
#include <QTest>

#include "gui/style/palette.h"

using style::Shade;
using style::Tone;

class TestPalette : public QObject {
  Q_OBJECT

 private slots:
  void textCanBeRead_data();
  void textCanBeRead();
  void everyRoleOfEveryGroupIsSet_data();
  void everyRoleOfEveryGroupIsSet();
  void theShadeIsSeenInThePalette();
  void contrastIsWcags();
};

void TestPalette::textCanBeRead_data() {
  QTest::addColumn<QColor>("text");
  QTest::addColumn<QColor>("ground");
  QTest::addColumn<double>("least");
  for (const auto& [shade, name] : {std::pair(Shade::Light, "light"), std::pair(Shade::Dark, "dark")}) {
    const style::Colors& c = style::colors(shade);
    for (const QColor& ground : {c.window, c.card, c.field, c.selection, c.hover}) {
      QTest::addRow("%s text on %s", name, qPrintable(ground.name())) << c.text << ground << 4.5;
      QTest::addRow("%s muted on %s", name, qPrintable(ground.name())) << c.mutedText << ground << 4.5;
    }
    for (const Tone tone : {Tone::Good, Tone::Busy, Tone::Warning, Tone::Bad, Tone::Quiet}) {
      for (const QColor& ground : {c.window, c.card, c.softOf(tone), c.selection})
        QTest::addRow("%s tone %d on %s", name, int(tone), qPrintable(ground.name())) << c.of(tone) << ground << 4.5;
      QTest::addRow("%s text on tone %d", name, int(tone)) << c.text << c.softOf(tone) << 4.5;
    }
    QTest::addRow("%s link", name) << c.link << c.card << 4.5;
    QTest::addRow("%s primary", name) << c.onAccent << c.accent << 4.5;
    QTest::addRow("%s primary under the pointer", name) << c.onAccent << c.accentHover << 4.5;
  }
}

void TestPalette::textCanBeRead() {
  QFETCH(QColor, text);
  QFETCH(QColor, ground);
  QFETCH(double, least);
  const double contrast = style::contrast(text, ground);
  QVERIFY2(contrast >= least, qPrintable(QString::number(contrast)));
}

void TestPalette::everyRoleOfEveryGroupIsSet_data() {
  QTest::addColumn<int>("shade");
  QTest::newRow("light") << int(Shade::Light);
  QTest::newRow("dark") << int(Shade::Dark);
}

void TestPalette::everyRoleOfEveryGroupIsSet() {
  QFETCH(int, shade);
  const QPalette palette = style::palette(Shade(shade));
  for (const auto group : {QPalette::Active, QPalette::Inactive, QPalette::Disabled}) {
    for (int role = 0; role < QPalette::NColorRoles; ++role) {
      if (role == QPalette::NoRole) continue;
      QVERIFY2(palette.isBrushSet(group, QPalette::ColorRole(role)),
               qPrintable(QStringLiteral("group %1 role %2").arg(group).arg(role)));
    }
  }
}

void TestPalette::theShadeIsSeenInThePalette() {
  QCOMPARE(style::shadeOf(style::palette(Shade::Light)), Shade::Light);
  QCOMPARE(style::shadeOf(style::palette(Shade::Dark)), Shade::Dark);
}

void TestPalette::contrastIsWcags() {
  QCOMPARE(style::contrast(Qt::black, Qt::white), 21.0);
  QCOMPARE(style::contrast(Qt::white, Qt::white), 1.0);
}

QTEST_MAIN(TestPalette)
#include "test_palette.moc"
