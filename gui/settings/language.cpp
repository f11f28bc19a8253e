// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Loads .qm files from our resources and from where Qt keeps its own.

#include "gui/settings/language.h"

#include <QCoreApplication>
#include <QLibraryInfo>
#include <QLocale>

// A static library's resources are registered by hand; the macro wants the global namespace.
static void registerTranslations() {
  Q_INIT_RESOURCE(translations);
}

namespace {

QString systemLanguage() {
  for (const QString& tag : QLocale::system().uiLanguages()) {
    const QString code = tag.left(2);
    if (Language::available().contains(code)) return code;
  }
  return QStringLiteral("en");
}

}  // namespace

Language::Language(QObject* parent) : QObject(parent) {
  registerTranslations();
}

QStringList Language::available() {
  return {QStringLiteral("en"), QStringLiteral("ko")};
}

QString Language::nameOf(const QString& code) {
  if (code == QStringLiteral("ko")) return QStringLiteral("한국어");
  return QStringLiteral("English");
}

void Language::setChoice(const QString& code) {
  const QString language =
      code.isEmpty() ? systemLanguage() : (available().contains(code) ? code : QStringLiteral("en"));
  if (language == m_current) return;
  m_current = language;
  QLocale::setDefault(QLocale(language));
  QCoreApplication::removeTranslator(&m_ours);
  QCoreApplication::removeTranslator(&m_qts);
  if (m_qts.load(QStringLiteral("qtbase_") + language, QLibraryInfo::path(QLibraryInfo::TranslationsPath)))
    QCoreApplication::installTranslator(&m_qts);
  if (m_ours.load(QStringLiteral(":/i18n/forkyard_%1.qm").arg(language))) QCoreApplication::installTranslator(&m_ours);
}
