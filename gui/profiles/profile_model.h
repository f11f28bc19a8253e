// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The list of servers for views: each profile with its Cluster, which this model owns, so that every server is watched
// whether or not it is looked at.

#pragma once

#include <QAbstractListModel>
#include <memory>
#include <vector>

#include "gui/cluster/cluster.h"
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
  /// Null: no such profile.
  [[nodiscard]] Cluster* cluster(const QString& id) const;
  [[nodiscard]] std::vector<Cluster*> clusters() const;
  /// Those with a master process.
  [[nodiscard]] std::vector<Cluster*> running() const;

 public slots:
  void retranslate();

 private:
  struct Row {
    QString id;
    std::unique_ptr<Cluster> cluster;
  };

  void synchronise();
  void handleProfileChanged(const QString& id);
  std::unique_ptr<Cluster> makeCluster(const Profile& profile);
  void announce(const QString& id);

  ProfileStore& m_store;
  std::vector<Row> m_rows;
};
