// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Keys and defaults of panel.ini.

#include "gui/settings/settings.h"

#include <QMetaEnum>

#include "gui/base/text.h"
#include "server/base/xdg_directories.h"

namespace {

const QString languageKey = QStringLiteral("language");
const QString themeKey = QStringLiteral("theme");
const QString closingKey = QStringLiteral("closing");
const QString trayKey = QStringLiteral("tray");
const QString notificationsKey = QStringLiteral("notifications");
const QString geometryKey = QStringLiteral("window/geometry");
const QString splitterKey = QStringLiteral("window/live");
const QString serverKey = QStringLiteral("window/server");
const QString hintsKey = QStringLiteral("hints-done");

// Enumerators are kept by name: a number would change its meaning with the list.
template<typename Enum>
Enum enumFrom(const QVariant& value, Enum otherwise) {
  bool known = false;
  const int number = QMetaEnum::fromType<Enum>().keyToValue(value.toByteArray().constData(), &known);
  return known ? static_cast<Enum>(number) : otherwise;
}

template<typename Enum>
QString nameOf(Enum value) {
  return QString::fromLatin1(QMetaEnum::fromType<Enum>().valueToKey(static_cast<int>(value)));
}

}  // namespace

Settings::Settings(QObject* parent)
    : QObject(parent), m_store(toQt(base::configDirectory() / "panel.ini"), QSettings::IniFormat) {}

QString Settings::language() const {
  return m_store.value(languageKey).toString();
}

void Settings::setLanguage(const QString& code) {
  if (code == language()) return;
  m_store.setValue(languageKey, code);
  emit languageChanged(code);
}

Theme::Choice Settings::theme() const {
  return enumFrom(m_store.value(themeKey), Theme::Choice::System);
}

void Settings::setTheme(Theme::Choice choice) {
  if (choice == theme()) return;
  m_store.setValue(themeKey, nameOf(choice));
  emit themeChanged(choice);
}

Settings::Closing Settings::closing() const {
  return enumFrom(m_store.value(closingKey), Closing::Ask);
}

void Settings::setClosing(Closing closing) {
  m_store.setValue(closingKey, nameOf(closing));
}

bool Settings::tray() const {
  return m_store.value(trayKey, false).toBool();
}

void Settings::setTray(bool on) {
  if (on == tray()) return;
  m_store.setValue(trayKey, on);
  emit trayChanged(on);
}

bool Settings::notifications() const {
  return m_store.value(notificationsKey, true).toBool();
}

void Settings::setNotifications(bool on) {
  m_store.setValue(notificationsKey, on);
}

QByteArray Settings::windowGeometry() const {
  return m_store.value(geometryKey).toByteArray();
}

void Settings::setWindowGeometry(const QByteArray& geometry) {
  m_store.setValue(geometryKey, geometry);
}

QByteArray Settings::liveSplitter() const {
  return m_store.value(splitterKey).toByteArray();
}

void Settings::setLiveSplitter(const QByteArray& state) {
  m_store.setValue(splitterKey, state);
}

QString Settings::lastServer() const {
  return m_store.value(serverKey).toString();
}

void Settings::setLastServer(const QString& name) {
  m_store.setValue(serverKey, name);
}

bool Settings::hintsDone() const {
  return m_store.value(hintsKey).toBool();
}

void Settings::setHintsDone(bool done) {
  m_store.setValue(hintsKey, done);
}
