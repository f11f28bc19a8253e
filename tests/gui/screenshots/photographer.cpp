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

bool Photographer::forEach(const QString& name, const std::function<bool(const QString& file)>& shoot) {
  for (const QString& code : Language::available()) {
    for (const auto& [choice, word] :
         {std::pair(Theme::Choice::Light, "light"), std::pair(Theme::Choice::Dark, "dark")}) {
      m_language.setChoice(code);
      m_theme.setChoice(choice);
      QTest::qWait(1200);  // a status a second: all texts are in the new language then
      const QString file = QStringLiteral("%1/%2-%3-%4.png").arg(m_folder, name, code, QString::fromLatin1(word));
      if (!shoot(file)) return false;
      std::printf("%s\n", qPrintable(file));
    }
  }
  m_language.setChoice(QStringLiteral("en"));
  m_theme.setChoice(Theme::Choice::Light);
  QTest::qWait(100);
  return true;
}

bool Photographer::takeAll(QWidget& window, const QString& name) {
  return forEach(name, [&window](const QString& file) { return window.grab().save(file); });
}

bool Photographer::takeAll(const std::function<QWidget*()>& open, const QString& name) {
  return forEach(name, [&open](const QString& file) {
    QWidget* dialog = open();
    if (dialog == nullptr) return false;
    QTest::qWait(600);
    const bool saved = dialog->grab().save(file);
    dialog->close();
    QTest::qWait(100);
    return saved;
  });
}
