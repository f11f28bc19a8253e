// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The person's servers as they are on the disk, kept current: changes made by anything are seen and told. Disk work is
// done off the panel's thread.

#pragma once

#include <QFileSystemWatcher>
#include <QObject>
#include <QTimer>
#include <functional>
#include <vector>

#include "gui/profiles/profile.h"
#include "server/base/error.h"
#include "server/config/config_edit.h"

class ProfileStore : public QObject {
  Q_OBJECT

 public:
  /// Reads the folder before it returns: the files are few and small, and the first picture is then whole.
  explicit ProfileStore(QObject* parent = nullptr);

  [[nodiscard]] const std::vector<Profile>& profiles() const { return m_profiles; }
  [[nodiscard]] const Profile* find(const QString& id) const;

  /// A new server like the demo, on the next port not yet in a profile. Its id is told by created().
  void create(const QString& title);
  void duplicate(const QString& id);
  /// Lists a configuration file that lies elsewhere.
  void adopt(const std::filesystem::path& file, const QString& name);
  void remove(const QString& id);
  /// Brings back what was removed last.
  void undoRemove();
  /// Writes `text`, if the file still holds `expected`; then `done` on this thread, after the profile was read again.
  void save(const QString& id, const std::string& expected, const std::string& text,
            std::function<void(const base::Result<config::SaveOutcome>&)> done);

 public slots:
  void refresh();

 signals:
  void listChanged();
  void profileChanged(const QString& id);
  void created(const QString& id);
  void removed(const QString& id, const QString& title);
  void failed(const base::Error& error);

 private:
  void take(std::vector<Profile> profiles);
  void watch();
  [[nodiscard]] QStringList names() const;
  [[nodiscard]] int freePort() const;

  struct Removed {
    QString id;
    std::filesystem::path folder;
  };

  std::vector<Profile> m_profiles;
  std::optional<Removed> m_removed;
  QFileSystemWatcher m_watcher;
  QTimer m_settle;
  int m_reading = 0;  // counts readings: only the newest may be taken
};
