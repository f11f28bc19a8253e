// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Which servers' control sockets are there: for re-attaching at start, and for servers started elsewhere. A name in the
// list may be a leftover; Cluster::attach() finds out.

#pragma once

#include <QFileSystemWatcher>
#include <QObject>
#include <QStringList>
#include <QTimer>

class ClusterDiscovery : public QObject {
  Q_OBJECT

 public:
  explicit ClusterDiscovery(QObject* parent = nullptr);

  /// Sorted, each once: the names of the sockets in every runtime directory.
  [[nodiscard]] QStringList names() const { return m_names; }

 public slots:
  void refresh();

 signals:
  /// The list changed, within a second after a socket came or went.
  void namesChanged(const QStringList& names);
  /// At every look, about once a second: a socket may have been there before anybody listened on it.
  void looked();

 private:
  QFileSystemWatcher m_watcher;
  QTimer m_timer;
  QStringList m_names;
};
