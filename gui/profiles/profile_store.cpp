// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Watches the folder, compares what was read with what is known, and tells the difference.

#include "gui/profiles/profile_store.h"

#include <algorithm>

#include "gui/base/background.h"
#include "gui/base/text.h"
#include "gui/profiles/profile_folder.h"

namespace {

constexpr int settleMs = 120;  // editors write, truncate and rename in one go
constexpr int firstPort = 8443;

}  // namespace

ProfileStore::ProfileStore(QObject* parent) : QObject(parent) {
  m_settle.setSingleShot(true);
  m_settle.setInterval(settleMs);
  connect(&m_settle, &QTimer::timeout, this, &ProfileStore::refresh);
  connect(&m_watcher, &QFileSystemWatcher::directoryChanged, &m_settle, qOverload<>(&QTimer::start));
  connect(&m_watcher, &QFileSystemWatcher::fileChanged, &m_settle, qOverload<>(&QTimer::start));
  m_profiles = profileFolder::read();
  watch();
}

const Profile* ProfileStore::find(const QString& id) const {
  const auto found = std::ranges::find(m_profiles, id, &Profile::id);
  return found == m_profiles.end() ? nullptr : &*found;
}

void ProfileStore::refresh() {
  const int reading = ++m_reading;
  inBackground(this, &profileFolder::read, [this, reading](std::vector<Profile> profiles) {
    // Two threads may read at once, and the older one end last.
    if (reading == m_reading) take(std::move(profiles));
  });
}

void ProfileStore::take(std::vector<Profile> profiles) {
  ++m_reading;
  QStringList before;
  QStringList after;
  for (const Profile& profile : m_profiles) before += profile.id;
  for (const Profile& profile : profiles) after += profile.id;
  QStringList changed;
  for (const Profile& profile : profiles) {
    const Profile* known = find(profile.id);
    if (known && (known->text != profile.text || known->problems != profile.problems)) changed += profile.id;
  }
  m_profiles = std::move(profiles);
  watch();
  if (before != after) emit listChanged();
  for (const QString& id : changed) emit profileChanged(id);
}

void ProfileStore::watch() {
  QStringList paths{toQt(profileFolder::path())};
  for (const Profile& profile : m_profiles) paths << toQt(profile.file.parent_path()) << toQt(profile.file);
  // A file that was replaced by rename has lost its watch, so all are asked for again.
  for (const QString& path : paths) {
    if (m_watcher.directories().contains(path) || m_watcher.files().contains(path) || !QFile::exists(path)) continue;
    // It may have changed between the reading and this watch: nobody would tell.
    if (m_watcher.addPath(path)) m_settle.start();
  }
}

QStringList ProfileStore::names() const {
  QStringList names;
  for (const Profile& profile : m_profiles) names << profile.id << profile.name();
  return names;
}

int ProfileStore::freePort() const {
  int port = firstPort;
  while (std::ranges::find(m_profiles, port, &Profile::port) != m_profiles.end()) ++port;
  return port;
}

void ProfileStore::create(const QString& title) {
  config::Config config = config::demo();
  const QString id = profileFolder::freeName(title, names());
  config.name = id.toStdString();
  config.title = title.toStdString();
  config.listeners.front().port = freePort();
  inBackground(
      this, [config] { return profileFolder::create(config); },
      [this, id](const base::Result<void>& outcome) {
        if (!outcome) return emit failed(outcome.error());
        take(profileFolder::read());
        emit created(id);
      });
}

void ProfileStore::duplicate(const QString& id) {
  const Profile* profile = find(id);
  if (!profile) return;
  const QString name = profileFolder::freeName(profile->name(), names());
  const QString title = tr("%1 (copy)").arg(profile->title());
  inBackground(
      this,
      [copied = *profile, name, title, port = freePort()] {
        return profileFolder::duplicate(copied, name, title, port);
      },
      [this, name](const base::Result<void>& outcome) {
        if (!outcome) return emit failed(outcome.error());
        take(profileFolder::read());
        emit created(name);
      });
}

void ProfileStore::adopt(const std::filesystem::path& file, const QString& name) {
  const QString id = profileFolder::freeName(name, names());
  inBackground(
      this, [file, id] { return profileFolder::adopt(file, id); },
      [this, id](const base::Result<void>& outcome) {
        if (!outcome) return emit failed(outcome.error());
        take(profileFolder::read());
        emit created(id);
      });
}

void ProfileStore::remove(const QString& id) {
  const Profile* profile = find(id);
  if (!profile) return;
  inBackground(
      this, [id] { return profileFolder::remove(id); },
      [this, id, title = profile->title()](const base::Result<std::filesystem::path>& outcome) {
        if (!outcome) return emit failed(outcome.error());
        m_removed = Removed{id, *outcome};
        take(profileFolder::read());
        emit removed(id, title);
      });
}

void ProfileStore::undoRemove() {
  if (!m_removed) return;
  inBackground(
      this, [removed = *m_removed] { return profileFolder::restore(removed.folder, removed.id); },
      [this, id = m_removed->id](const base::Result<void>& outcome) {
        if (!outcome) return emit failed(outcome.error());
        take(profileFolder::read());
        emit created(id);
      });
  m_removed.reset();
}

void ProfileStore::save(const QString& id, const std::string& expected, const std::string& text,
                        std::function<void(const base::Result<config::SaveOutcome>&)> done) {
  const Profile* profile = find(id);
  if (!profile) return;
  const std::filesystem::path file = profile->file;
  inBackground(
      this, [file, expected, text] { return config::save(file, expected, text); },
      [this, done = std::move(done)](const base::Result<config::SaveOutcome>& outcome) {
        take(profileFolder::read());
        done(outcome);
      });
}
