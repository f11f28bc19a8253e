// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The D-Bus calls of org.freedesktop.portal.Settings.

#include "gui/style/portal_color_scheme.h"

#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QTimer>
#include <utility>

namespace {

constexpr int patienceMs = 300;

const QString service = QStringLiteral("org.freedesktop.portal.Desktop");
const QString path = QStringLiteral("/org/freedesktop/portal/desktop");
const QString interface = QStringLiteral("org.freedesktop.portal.Settings");
const QString group = QStringLiteral("org.freedesktop.appearance");
const QString key = QStringLiteral("color-scheme");

// Read() of the portal's first version wraps the value twice.
std::optional<style::Shade> shadeFrom(QVariant value) {
  while (value.canConvert<QDBusVariant>()) value = value.value<QDBusVariant>().variant();
  bool isNumber = false;
  const uint number = value.toUInt(&isNumber);
  if (isNumber && number == 1) return style::Shade::Dark;
  if (isNumber && number == 2) return style::Shade::Light;
  return std::nullopt;
}

}  // namespace

PortalColorScheme::PortalColorScheme(QObject* parent) : QObject(parent) {}

void PortalColorScheme::ask() {
  QDBusConnection bus = QDBusConnection::sessionBus();
  if (!bus.isConnected()) {
    QTimer::singleShot(0, this, [this] { finish(std::nullopt); });
    return;
  }
  bus.connect(service, path, interface, QStringLiteral("SettingChanged"), this,
              SLOT(handleSettingChanged(QString, QString, QDBusVariant)));

  QDBusMessage message = QDBusMessage::createMethodCall(service, path, interface, QStringLiteral("Read"));
  message << group << key;
  auto* watcher = new QDBusPendingCallWatcher(bus.asyncCall(message, patienceMs), this);
  connect(watcher, &QDBusPendingCallWatcher::finished, this, [this, watcher] {
    const QDBusPendingReply<QDBusVariant> reply = *watcher;
    finish(reply.isError() ? std::nullopt : shadeFrom(QVariant::fromValue(reply.value())));
    watcher->deleteLater();
  });
  QTimer::singleShot(patienceMs, this, [this] { finish(std::nullopt); });
}

void PortalColorScheme::handleSettingChanged(const QString& changedGroup, const QString& changedKey,
                                             const QDBusVariant& value) {
  if (changedGroup == group && changedKey == key) emit changed(shadeFrom(value.variant()));
}

void PortalColorScheme::finish(std::optional<style::Shade> shade) {
  if (std::exchange(m_answered, true)) return;
  emit answered(shade);
}
