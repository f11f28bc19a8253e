// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Servers that run on this machine but are not of the person's list: found by their control sockets, attached to, and
// known only by what they tell of themselves. One that ends stays as long as it is looked at: its last words matter.

#pragma once

#include <QObject>
#include <QStringList>
#include <memory>
#include <vector>

#include "gui/cluster/cluster.h"
#include "gui/cluster/cluster_discovery.h"
#include "gui/profiles/profile.h"

class ElsewhereServers : public QObject {
  Q_OBJECT

 public:
  explicit ElsewhereServers(QObject* parent = nullptr);
  ~ElsewhereServers() override;

  /// "@theirs": no profile has such an id, as no folder made by us begins so.
  static QString idOf(const Cluster& cluster);
  /// Those to be shown, in the order in which they were found.
  [[nodiscard]] std::vector<Cluster*> shown() const;
  /// What it tells of itself.
  [[nodiscard]] static Profile profileOf(const Cluster& cluster);
  /// Servers with these names are the list's: they are left to it.
  void setListed(const QStringList& names);
  void setLookedAt(const QString& id);

 public slots:
  /// Attaches to what is new among the sockets.
  void look();

 signals:
  /// shown() is another list.
  void changed();
  void stateChanged(const QString& id);
  /// About once a second: the names of all control sockets that are there.
  void looked(const QStringList& names);

 private:
  void handleStateChanged(const Cluster& cluster);
  void compare();

  ClusterDiscovery m_discovery;
  QStringList m_listed;
  QString m_lookedAt;
  std::vector<std::unique_ptr<Cluster>> m_clusters;  ///< one a socket of another's, also while nobody answers there
  std::vector<Cluster*> m_shown;
};
