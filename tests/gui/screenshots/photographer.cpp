// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT

#include "tests/gui/screenshots/photographer.h"

#include <QTest>
#include <QWidget>
#include <cstdio>

Photographer::Photographer(QString folder) : m_folder(std::move(folder)) {
  m_language.setChoice(QStringLiteral("en"));
  m_theme.setChoice(Theme::Choice::Light);
}

bool Photographer::takeAll(QWidget& window, const QString& name) {
  for (const QString& code : Language::available()) {
    for (const auto& [choice, word] :
         {std::pair(Theme::Choice::Light, "light"), std::pair(Theme::Choice::Dark, "dark")}) {
      m_language.setChoice(code);
      m_theme.setChoice(choice);
      QTest::qWait(1200);  // a status a second: all texts are in the new language then
      const QString file = QStringLiteral("%1/%2-%3-%4.png").arg(m_folder, name, code, QString::fromLatin1(word));
      if (!window.grab().save(file)) return false;
      std::printf("%s\n", qPrintable(file));
    }
  }
  m_language.setChoice(QStringLiteral("en"));
  m_theme.setChoice(Theme::Choice::Light);
  QTest::qWait(100);
  return true;
}
