// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Tells the desktop what a person who looks elsewhere wants to know: a server that fails or crash-loops, a certificate
// that expires.

#pragma once

#include <QObject>
#include <QPointer>
#include <QSet>

#include "gui/cluster/cluster.h"

class Settings;

class Notifications : public QObject {
  Q_OBJECT

 public:
  /// `window`: while it is the active one, nobody is told what they see.
  Notifications(const Settings& settings, const QWidget* window, QObject* parent = nullptr);

  /// Twice is once.
  void watch(Cluster* cluster);

 signals:
  /// Said to the desktop; for tests.
  void told(const QString& title, const QString& text);

 private:
  void handleState(const Cluster& cluster, Cluster::State state);
  void handleEvents(const Cluster& cluster, const std::vector<control::Event>& events);
  void tell(const Cluster& cluster, const QString& text);

  const Settings& m_settings;
  QPointer<const QWidget> m_window;
  QSet<const QObject*> m_watched;
};
