// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Keeps rows and clusters in step with the store.

#include "gui/profiles/profile_model.h"

#include <algorithm>

#include "gui/base/text.h"
#include "gui/cluster/state_look.h"
#include "gui/profiles/profile_store.h"

ProfileModel::ProfileModel(ProfileStore& store, QObject* parent) : QAbstractListModel(parent), m_store(store) {
  connect(&m_store, &ProfileStore::listChanged, this, &ProfileModel::synchronise);
  connect(&m_store, &ProfileStore::profileChanged, this, &ProfileModel::handleProfileChanged);
  connect(&m_elsewhere, &ElsewhereServers::stateChanged, this, &ProfileModel::announce);
  connect(&m_elsewhere, &ElsewhereServers::looked, this, &ProfileModel::attachTo);
  connect(&m_elsewhere, &ElsewhereServers::changed, this, [this] {
    synchronise();
    emit elsewhereChanged();
  });
  synchronise();
}

ProfileModel::~ProfileModel() = default;

std::unique_ptr<Cluster> ProfileModel::makeCluster(const Profile& profile) {
  auto cluster = std::make_unique<Cluster>(profile.name(), toQt(profile.file));
  connect(cluster.get(), &Cluster::stateChanged, this, [this, id = profile.id] { announce(id); });
  connect(cluster.get(), &Cluster::problemsChanged, this, [this, id = profile.id] { announce(id); });
  cluster->attach();
  return cluster;
}

void ProfileModel::synchronise() {
  m_elsewhere.setListed(listedNames());
  beginResetModel();
  std::vector<Row> rows;
  for (const Profile& profile : m_store.profiles()) {
    const auto known = std::ranges::find(m_rows, profile.id, &Row::id);
    Row row = known != m_rows.end() ? std::move(*known) : Row{profile.id, makeCluster(profile), nullptr};
    row.cluster = row.owned.get();
    rows.push_back(std::move(row));
  }
  for (Cluster* cluster : m_elsewhere.shown()) rows.push_back({ElsewhereServers::idOf(*cluster), nullptr, cluster});
  // A Cluster may be the sender of the signal that led here: it goes once that has been delivered.
  for (Row& row : m_rows) {
    if (row.owned) row.owned.release()->deleteLater();
  }
  m_rows = std::move(rows);
  endResetModel();
}

QStringList ProfileModel::listedNames() const {
  QStringList names;
  for (const Profile& profile : m_store.profiles()) names += profile.name();
  return names;
}

// A server of the list may be started elsewhere too.
void ProfileModel::attachTo(const QStringList& names) {
  for (const Row& row : m_rows) {
    if (row.owned && row.owned->isStopped() && names.contains(row.owned->name())) row.owned->attach();
  }
}

void ProfileModel::handleProfileChanged(const QString& id) {
  const Profile* profile = m_store.find(id);
  const int row = rowOf(id);
  if (!profile || row < 0) return;
  // The name is the control socket's: another name is another server. A running one is still found by the old name.
  Row& known = m_rows[static_cast<std::size_t>(row)];
  if (known.cluster->name() != profile->name() && known.cluster->isStopped()) {
    known.owned.release()->deleteLater();
    known.owned = makeCluster(*profile);
    known.cluster = known.owned.get();
  }
  m_elsewhere.setListed(listedNames());
  announce(id);
}

std::optional<Profile> ProfileModel::profile(const QString& id) const {
  if (const Profile* listed = m_store.find(id)) return *listed;
  const Cluster* elsewhere = cluster(id);
  return elsewhere ? std::optional(ElsewhereServers::profileOf(*elsewhere)) : std::nullopt;
}

void ProfileModel::announce(const QString& id) {
  const int row = rowOf(id);
  if (row >= 0) emit dataChanged(index(row), index(row));
}

int ProfileModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QVariant ProfileModel::data(const QModelIndex& index, int role) const {
  const Row& row = m_rows[static_cast<std::size_t>(index.row())];
  const std::optional<Profile> profile = this->profile(row.id);
  if (!profile) return {};
  const bool invalid = !profile->config && row.cluster->isStopped();
  const QString word = invalid ? tr("File has errors") : stateLook::word(row.cluster->state());
  switch (role) {
    case Qt::DisplayRole:
      return profile->title();
    case Qt::ToolTipRole:
      return tr("%1: %2", "server, state").arg(profile->title(), word);
    case Qt::AccessibleTextRole:
      return tr("%1, %2, port %3", "server, state").arg(profile->title(), word).arg(profile->port());
    case IdRole:
      return row.id;
    case StateRole:
      return QVariant::fromValue(invalid ? Cluster::State::Failed : row.cluster->state());
    case StateWordRole:
      return word;
    case PortRole:
      return profile->port();
    default:
      return {};
  }
}

QString ProfileModel::idAt(int row) const {
  return row >= 0 && row < rowCount() ? m_rows[static_cast<std::size_t>(row)].id : QString();
}

int ProfileModel::rowOf(const QString& id) const {
  const auto found = std::ranges::find(m_rows, id, &Row::id);
  return found == m_rows.end() ? -1 : static_cast<int>(found - m_rows.begin());
}

Cluster* ProfileModel::cluster(const QString& id) const {
  const int row = rowOf(id);
  return row < 0 ? nullptr : m_rows[static_cast<std::size_t>(row)].cluster;
}

std::vector<Cluster*> ProfileModel::clusters() const {
  std::vector<Cluster*> all;
  for (const Row& row : m_rows) all.push_back(row.cluster);
  return all;
}

std::vector<Cluster*> ProfileModel::listed() const {
  std::vector<Cluster*> mine;
  for (const Row& row : m_rows) {
    if (row.owned) mine.push_back(row.cluster);
  }
  return mine;
}

std::vector<Cluster*> ProfileModel::running() const {
  std::vector<Cluster*> mine = listed();
  std::erase_if(mine, [](const Cluster* cluster) { return cluster->isStopped(); });
  return mine;
}

void ProfileModel::retranslate() {
  if (rowCount() > 0) emit dataChanged(index(0), index(rowCount() - 1));
}
