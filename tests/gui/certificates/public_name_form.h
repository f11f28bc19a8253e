// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The form of PublicNameDialog, filled in as by a person who has a pebble for an authority.

#pragma once

#include <QCheckBox>
#include <QComboBox>
#include <QLineEdit>
#include <QTest>

#include "tests/gui/shell/widgets.h"
#include "tests/support/pebble.h"

inline void fillPublicName(const QWidget* dialog, const Pebble& authority, const QString& names) {
  QTest::keyClicks(named<QLineEdit>(dialog, "Names"), names);
  QTest::keyClicks(named<QLineEdit>(dialog, "E-mail"), "someone@shop.test");
  auto* choice = named<QComboBox>(dialog, "Authority");
  choice->setCurrentIndex(choice->count() - 1);
  QTest::keyClicks(named<QLineEdit>(dialog, "Its directory"), authority.directory());
  QTest::keyClicks(named<QLineEdit>(dialog, "Its CA file"), authority.trustedCa());
  QAbstractButton* terms = button(dialog, "I accept the authority’s terms of service");
  QTest::mouseClick(terms, Qt::LeftButton, {}, QPoint(8, terms->height() / 2));
  QVERIFY(terms->isChecked());
}
