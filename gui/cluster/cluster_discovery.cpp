// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Lists a few small folders; watches them where they exist, and looks every two seconds for those that do not yet.

#include "gui/cluster/cluster_discovery.h"

#include <QDir>
#include <filesystem>

#include "server/base/xdg_directories.h"

namespace {

constexpr int interval = 1'000;  // milliseconds

}  // namespace

ClusterDiscovery::ClusterDiscovery(QObject* parent) : QObject(parent) {
  connect(&m_watcher, &QFileSystemWatcher::directoryChanged, this, &ClusterDiscovery::refresh);
  connect(&m_timer, &QTimer::timeout, this, &ClusterDiscovery::refresh);
  m_timer.start(interval);
  refresh();
}

void ClusterDiscovery::refresh() {
  QStringList names;
  for (const std::filesystem::path& path : base::runtimeDirectories()) {
    const QDir directory(QString::fromStdString(path.string()));
    if (!directory.exists()) continue;
    if (!m_watcher.directories().contains(directory.path())) m_watcher.addPath(directory.path());
    const auto sockets = directory.entryList({QStringLiteral("*.sock")}, QDir::System | QDir::Files);
    for (const QString& socket : sockets) names << socket.chopped(5);
  }
  names.sort();
  names.removeDuplicates();
  if (std::exchange(m_names, names) != names) emit namesChanged(m_names);
  emit looked();
}
