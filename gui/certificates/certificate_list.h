// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The certificates of the store as a table model: read off the panel's thread, read again when the folder changes. The
// certificate for localhost is always listed, as the server makes it on first use. Beside it stands the local
// authority.

#pragma once

#include <QAbstractTableModel>
#include <QFileSystemWatcher>
#include <QHash>
#include <QStringList>
#include <QTimer>
#include <filesystem>
#include <optional>
#include <vector>

#include "server/certificates/certificate_store.h"
#include "server/config/config.h"

class LocalAuthority;

class CertificateList : public QAbstractTableModel {
  Q_OBJECT

 public:
  enum Column { NameColumn, NamesColumn, IssuerColumn, DaysColumn, UsersColumn, ColumnCount };

  explicit CertificateList(QObject* parent = nullptr);

  static std::filesystem::path storeFolder();
  [[nodiscard]] LocalAuthority& authority() const { return *m_authority; }
  /// Titles of the servers that show an entry, by its name.
  void setUsers(const QHash<QString, QStringList>& users);
  [[nodiscard]] QStringList users(const QString& name) const { return m_users.value(name); }

  [[nodiscard]] const std::vector<certificates::StoreEntry>& entries() const { return m_entries; }
  [[nodiscard]] const certificates::StoreEntry* find(const std::string& name) const;
  /// What the listener shows first; nothing: it is not there, or not made yet.
  [[nodiscard]] std::optional<certificates::IdentityFiles> filesOf(const config::Listener& listener) const;
  /// Not made yet: the server will, when it first needs it.
  static bool isToBeMade(const certificates::StoreEntry& entry);

  [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
  [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
  [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
  [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

 public slots:
  void refresh();
  /// After a language change.
  void retranslate();

 private:
  void take(std::vector<certificates::StoreEntry> entries);

  LocalAuthority* m_authority;
  QHash<QString, QStringList> m_users;
  std::vector<certificates::StoreEntry> m_entries;
  QFileSystemWatcher m_watcher;
  QTimer m_settle;
};
