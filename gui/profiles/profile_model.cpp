// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Keeps rows and clusters in step with the store.

#include "gui/profiles/profile_model.h"

#include <algorithm>

#include "gui/base/text.h"
#include "gui/cluster/state_look.h"
#include "gui/profiles/profile_store.h"

namespace {

// No folder's name begins so: freeName() makes none, and "@" is nobody's choice for one.
const QString elsewherePrefix = QStringLiteral("@");

}  // namespace

ProfileModel::ProfileModel(ProfileStore& store, QObject* parent) : QAbstractListModel(parent), m_store(store) {
  connect(&m_store, &ProfileStore::listChanged, this, &ProfileModel::synchronise);
  connect(&m_store, &ProfileStore::profileChanged, this, &ProfileModel::handleProfileChanged);
  connect(&m_discovery, &ClusterDiscovery::namesChanged, this, &ProfileModel::handleNamesFound);
  synchronise();
  handleNamesFound(m_discovery.names());
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
  beginResetModel();
  std::vector<Row> rows;
  for (const Profile& profile : m_store.profiles()) {
    const auto known = std::ranges::find(m_rows, profile.id, &Row::id);
    Row row = known != m_rows.end() ? std::move(*known) : Row{profile.id, makeCluster(profile), nullptr};
    row.cluster = row.owned.get();
    rows.push_back(std::move(row));
  }
  for (const std::unique_ptr<Cluster>& cluster : m_elsewhere) {
    if (!cluster->isStopped() && !isListed(cluster->name()))
      rows.push_back({elsewherePrefix + cluster->name(), nullptr, cluster.get()});
  }
  // A Cluster may be the sender of the signal that led here: it goes once that has been delivered.
  for (Row& row : m_rows) {
    if (row.owned) row.owned.release()->deleteLater();
  }
  m_rows = std::move(rows);
  endResetModel();
}

bool ProfileModel::isListed(const QString& name) const {
  return std::ranges::any_of(m_store.profiles(), [&](const Profile& profile) { return profile.name() == name; });
}

void ProfileModel::handleNamesFound(const QStringList& names) {
  for (const QString& name : names) {
    const auto known = std::ranges::find_if(m_elsewhere, [&](const auto& cluster) { return cluster->name() == name; });
    if (isListed(name)) continue;
    if (known != m_elsewhere.end()) {
      (*known)->attach();
      continue;
    }
    auto cluster = std::make_unique<Cluster>(name, QString());
    connect(cluster.get(), &Cluster::stateChanged, this,
            [this, elsewhere = cluster.get()] { handleElsewhereChanged(*elsewhere); });
    cluster->attach();
    m_elsewhere.push_back(std::move(cluster));
  }
}

// Only coming and going changes the list; other states change a row.
void ProfileModel::handleElsewhereChanged(const Cluster& cluster) {
  const QString id = elsewherePrefix + cluster.name();
  const bool shown = rowOf(id) >= 0;
  const bool wanted = !cluster.isStopped() && !isListed(cluster.name());
  if (shown == wanted) return announce(id);
  synchronise();
  emit elsewhereChanged();
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
  announce(id);
}

std::optional<Profile> ProfileModel::profile(const QString& id) const {
  if (const Profile* listed = m_store.find(id)) return *listed;
  const Cluster* running = cluster(id);
  if (!running) return std::nullopt;
  const control::Status& status = running->status();
  Profile told;
  told.id = id;
  told.elsewhere = true;
  told.file = status.config;
  told.config = config::Config();
  told.config->name = running->name().toStdString();
  told.config->title = status.title;
  for (const control::ListenerStatus& listener : status.listeners) {
    config::Listener known;
    known.address = listener.address;
    known.port = listener.port;
    known.protocol = listener.protocol == "http"    ? config::Protocol::Http
                     : listener.protocol == "https" ? config::Protocol::Https
                                                    : config::Protocol::Http2;
    told.config->listeners.push_back(known);
  }
  return told;
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
  std::vector<Cluster*> mine;
  for (const Row& row : m_rows) {
    if (row.owned) mine.push_back(row.cluster);
  }
  return mine;
}

std::vector<Cluster*> ProfileModel::running() const {
  std::vector<Cluster*> mine = clusters();
  std::erase_if(mine, [](const Cluster* cluster) { return cluster->isStopped(); });
  return mine;
}

void ProfileModel::retranslate() {
  if (rowCount() > 0) emit dataChanged(index(0), index(rowCount() - 1));
}
