// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// org.freedesktop.Notifications, called without waiting for an answer. A desktop without it is told nothing.

#include "gui/shell/notifications.h"

#include <QDBusConnection>
#include <QDBusMessage>
#include <QVariantMap>
#include <QWidget>

#include "gui/log/event_sentences.h"
#include "gui/settings/settings.h"
#include "server/base/time.h"

namespace {

constexpr int shownMs = 10'000;
constexpr base::UnixMilliseconds newsMs = 60'000;  // what a ring still tells after attaching is no news

}  // namespace

Notifications::Notifications(const Settings& settings, const QWidget* window, QObject* parent)
    : QObject(parent), m_settings(settings), m_window(window) {}

void Notifications::watch(Cluster* cluster) {
  if (m_watched.contains(cluster)) return;
  m_watched.insert(cluster);
  connect(cluster, &QObject::destroyed, this, [this](QObject* gone) { m_watched.remove(gone); });
  connect(cluster, &Cluster::stateChanged, this,
          [this, cluster](Cluster::State state) { handleState(*cluster, state); });
  connect(cluster, &Cluster::eventsArrived, this,
          [this, cluster](const std::vector<control::Event>& events) { handleEvents(*cluster, events); });
}

void Notifications::handleState(const Cluster& cluster, Cluster::State state) {
  if (state == Cluster::State::Failed) tell(cluster, tr("The server has failed. Nobody is answered."));
  if (state == Cluster::State::CrashLooping) tell(cluster, tr("Workers crash again and again."));
}

void Notifications::handleEvents(const Cluster& cluster, const std::vector<control::Event>& events) {
  for (const control::Event& event : events) {
    if (event.kind == control::EventKind::CertificateExpiring && base::unixNow() - event.time < newsMs)
      tell(cluster, eventSentences::sentence(event));
  }
}

void Notifications::tell(const Cluster& cluster, const QString& text) {
  if (!m_settings.notifications() || (m_window && m_window->isActiveWindow())) return;
  const QString name = QString::fromStdString(cluster.status().title);
  const QString title = name.isEmpty() ? cluster.name() : name;
  emit told(title, text);
  const QDBusConnection bus = QDBusConnection::sessionBus();
  if (!bus.isConnected()) return;
  QDBusMessage message = QDBusMessage::createMethodCall(
      QStringLiteral("org.freedesktop.Notifications"), QStringLiteral("/org/freedesktop/Notifications"),
      QStringLiteral("org.freedesktop.Notifications"), QStringLiteral("Notify"));
  // The body may hold markup: what came from a server's file is escaped.
  message << QStringLiteral("Forkyard") << 0U << QStringLiteral("org.forkyard.Panel") << title << text.toHtmlEscaped()
          << QStringList() << QVariantMap{{QStringLiteral("desktop-entry"), QStringLiteral("org.forkyard.Panel")}}
          << shownMs;
  bus.send(message);
}
