// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The controls of our own: a choice of a few, a banner, and the theme that dresses them.

#include <QApplication>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QToolTip>

#include "gui/style/banner.h"
#include "gui/style/forkyard_style.h"
#include "gui/style/portal_color_scheme.h"
#include "gui/style/segmented_control.h"
#include "gui/style/theme.h"

class TestControls : public QObject {
  Q_OBJECT

 private slots:
  void aClickChoosesASegment();
  void arrowKeysMoveTheChoice();
  void settingTheChoiceIsSilent();
  void aBannerShowsItsWordsAndButtons();
  void theThemeDressesEverything();
  void withoutAPortalTheAnswerIsNone();
  void controlsStandInOneRow();
};

namespace {

QAbstractButton* segment(SegmentedControl& control, int id) {
  return control.findChild<QButtonGroup*>()->button(id);
}

void fill(SegmentedControl& control) {
  for (int id = 0; id < 3; ++id) control.addSegment(id, QStringLiteral("Choice %1").arg(id), QStringLiteral("why"));
  control.setChoice(0);
  control.show();
  QVERIFY(QTest::qWaitForWindowExposed(&control));
}

}  // namespace

void TestControls::aClickChoosesASegment() {
  SegmentedControl control;
  fill(control);
  QSignalSpy chosen(&control, &SegmentedControl::chosen);
  QTest::mouseClick(segment(control, 2), Qt::LeftButton);
  QCOMPARE(control.choice(), 2);
  QCOMPARE(chosen.size(), 1);
  QCOMPARE(chosen.first().first().toInt(), 2);
}

void TestControls::arrowKeysMoveTheChoice() {
  SegmentedControl control;
  fill(control);
  QSignalSpy chosen(&control, &SegmentedControl::chosen);
  segment(control, 0)->setFocus();
  QTest::keyClick(segment(control, 0), Qt::Key_Right);
  QCOMPARE(control.choice(), 1);
  QCOMPARE(chosen.size(), 1);
}

void TestControls::settingTheChoiceIsSilent() {
  SegmentedControl control;
  fill(control);
  QSignalSpy chosen(&control, &SegmentedControl::chosen);
  control.setChoice(1);
  QCOMPARE(control.choice(), 1);
  QVERIFY(chosen.isEmpty());
}

void TestControls::aBannerShowsItsWordsAndButtons() {
  Banner banner(style::Tone::Warning);
  banner.setText(QStringLiteral("Something"));
  QPushButton* button = banner.addButton(QStringLiteral("Mend"));
  QSignalSpy clicked(button, &QPushButton::clicked);
  banner.show();
  QVERIFY(QTest::qWaitForWindowExposed(&banner));
  QTest::mouseClick(button, Qt::LeftButton);
  QCOMPARE(clicked.size(), 1);
  QCOMPARE(banner.text(), QStringLiteral("Something"));
}

void TestControls::theThemeDressesEverything() {
  Theme theme;
  QSignalSpy switched(&theme, &Theme::shadeChanged);
  theme.setChoice(Theme::Choice::Dark);
  QCOMPARE(theme.shade(), style::Shade::Dark);
  QCOMPARE(style::shadeOf(QApplication::palette()), style::Shade::Dark);
  QCOMPARE(style::shadeOf(QToolTip::palette()), style::Shade::Dark);
  theme.setChoice(Theme::Choice::Light);
  QCOMPARE(style::shadeOf(QApplication::palette()), style::Shade::Light);
  QVERIFY(switched.size() >= 2);
  QVERIFY(qobject_cast<ForkyardStyle*>(QApplication::style()));
}

void TestControls::withoutAPortalTheAnswerIsNone() {
  PortalColorScheme portal;
  QSignalSpy answered(&portal, &PortalColorScheme::answered);
  portal.ask();
  // The limit of the question is part of its promise; the rest is room for a loaded machine.
  QVERIFY(answered.wait(5000));
  QTest::qWait(400);
  QCOMPARE(answered.size(), 1);
}

void TestControls::controlsStandInOneRow() {
  QApplication::setStyle(new ForkyardStyle);
  const QPushButton button(QStringLiteral("Button"));
  SegmentedControl control;
  control.addSegment(0, QStringLiteral("Choice"), QString());
  QCOMPARE(control.sizeHint().height(), button.sizeHint().height());
}

QTEST_MAIN(TestControls)
#include "test_controls.moc"
