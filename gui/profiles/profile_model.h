// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The list of servers for views: each profile with its Cluster, which this model owns, so that every server is watched
// whether or not it is looked at; below them the servers that were started elsewhere, while they run.

#pragma once

#include <QAbstractListModel>
#include <memory>
#include <optional>
#include <vector>

#include "gui/cluster/cluster.h"
#include "gui/profiles/elsewhere_servers.h"
#include "gui/profiles/profile.h"

class ProfileStore;

class ProfileModel : public QAbstractListModel {
  Q_OBJECT

 public:
  enum Role { IdRole = Qt::UserRole, StateRole, StateWordRole, PortRole };

  explicit ProfileModel(ProfileStore& store, QObject* parent = nullptr);
  ~ProfileModel() override;

  [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
  [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;

  [[nodiscard]] QString idAt(int row) const;
  [[nodiscard]] int rowOf(const QString& id) const;
  /// Of a server of elsewhere: what it tells of itself. Empty: no such server.
  [[nodiscard]] std::optional<Profile> profile(const QString& id) const;
  /// Null: no such server.
  [[nodiscard]] Cluster* cluster(const QString& id) const;
  /// All of them.
  [[nodiscard]] std::vector<Cluster*> clusters() const;
  /// Those of the person's own list: what is done to all is done to these.
  [[nodiscard]] std::vector<Cluster*> listed() const;
  /// Those of the person's own list with a master process.
  [[nodiscard]] std::vector<Cluster*> running() const;
  /// One of elsewhere that ends stays in the list while it is looked at.
  void setLookedAt(const QString& id) { m_elsewhere.setLookedAt(id); }

 public slots:
  void retranslate();

 signals:
  /// A server of elsewhere came or went; the rows were reset.
  void elsewhereChanged();

 private:
  struct Row {
    QString id;
    std::unique_ptr<Cluster> owned;  ///< empty for a server of elsewhere
    Cluster* cluster = nullptr;
  };

  void synchronise();
  void handleProfileChanged(const QString& id);
  void attachTo(const QStringList& names);
  [[nodiscard]] QStringList listedNames() const;
  std::unique_ptr<Cluster> makeCluster(const Profile& profile);
  void announce(const QString& id);

  ProfileStore& m_store;
  ElsewhereServers m_elsewhere;
  std::vector<Row> m_rows;
};
