// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Which language the panel speaks: loads our translation and Qt's own, and swaps both at once. Widgets hear of it by
// QEvent::LanguageChange.

#pragma once

#include <QObject>
#include <QString>
#include <QStringList>
#include <QTranslator>

class Language : public QObject {
  Q_OBJECT

 public:
  explicit Language(QObject* parent = nullptr);

  /// Two-letter codes that have a translation, English first.
  static QStringList available();
  /// The language's name in itself: "한국어".
  static QString nameOf(const QString& code);

  /// Empty: the system's, English where it has no translation. An unknown code is English.
  void setChoice(const QString& code);
  [[nodiscard]] QString current() const { return m_current; }

 private:
  QTranslator m_ours;
  QTranslator m_qts;
  QString m_current;
};
