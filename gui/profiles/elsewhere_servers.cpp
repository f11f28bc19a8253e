// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// A socket is there before its master listens on it, and may be a leftover: every look tries those that do not answer.

#include "gui/profiles/elsewhere_servers.h"

#include <algorithm>

namespace {

config::Protocol protocolOf(const std::string& name) {
  if (name == "http") return config::Protocol::Http;
  return name == "https" ? config::Protocol::Https : config::Protocol::Http2;
}

}  // namespace

ElsewhereServers::ElsewhereServers(QObject* parent) : QObject(parent) {
  connect(&m_discovery, &ClusterDiscovery::looked, this, &ElsewhereServers::look);
}

ElsewhereServers::~ElsewhereServers() = default;

QString ElsewhereServers::idOf(const Cluster& cluster) {
  return QLatin1Char('@') + cluster.name();
}

std::vector<Cluster*> ElsewhereServers::shown() const {
  std::vector<Cluster*> clusters;
  for (const auto& cluster : m_clusters) {
    const bool lookedAt = cluster->isKnown() && idOf(*cluster) == m_lookedAt;
    if (!cluster->isStopped() || lookedAt) clusters.push_back(cluster.get());
  }
  return clusters;
}

Profile ElsewhereServers::profileOf(const Cluster& cluster) {
  const control::Status& status = cluster.status();
  Profile told;
  told.id = idOf(cluster);
  told.elsewhere = true;
  told.file = status.config;
  told.config = config::Config();
  told.config->name = cluster.name().toStdString();
  told.config->title = status.title;
  told.config->listeners.clear();
  for (const control::ListenerStatus& listener : status.listeners) {
    if (listener.protocol == "metrics") continue;  // serves no site
    config::Listener known;
    known.address = listener.address;
    known.port = listener.port;
    known.protocol = protocolOf(listener.protocol);
    told.config->listeners.push_back(std::move(known));
  }
  return told;
}

void ElsewhereServers::setListed(const QStringList& names) {
  m_listed = names;
  // One of them may be the sender of the signal that led here: it goes once that has been delivered.
  for (auto& cluster : m_clusters)
    if (m_listed.contains(cluster->name())) cluster.release()->deleteLater();
  std::erase(m_clusters, nullptr);
  m_shown = shown();
  look();
}

void ElsewhereServers::setLookedAt(const QString& id) {
  m_lookedAt = id;
  // The view is telling its selection: its model is reset afterwards.
  QMetaObject::invokeMethod(this, &ElsewhereServers::compare, Qt::QueuedConnection);
}

void ElsewhereServers::look() {
  const QStringList& names = m_discovery.names();
  for (const QString& name : names) {
    if (m_listed.contains(name)) continue;
    auto known = std::ranges::find_if(m_clusters, [&](const auto& cluster) { return cluster->name() == name; });
    if (known == m_clusters.end()) {
      auto cluster = std::make_unique<Cluster>(name, QString());
      connect(cluster.get(), &Cluster::stateChanged, this,
              [this, sender = cluster.get()] { handleStateChanged(*sender); });
      known = m_clusters.insert(m_clusters.end(), std::move(cluster));
    }
    (*known)->attach();
  }
  emit looked(names);
}

void ElsewhereServers::handleStateChanged(const Cluster& cluster) {
  compare();
  emit stateChanged(idOf(cluster));
}

void ElsewhereServers::compare() {
  if (std::vector<Cluster*> now = shown(); now != m_shown) {
    m_shown = std::move(now);
    emit changed();
  }
}
