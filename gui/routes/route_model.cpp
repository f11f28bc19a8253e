// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Rows over a vector.

#include "gui/routes/route_model.h"

#include <QIcon>
#include <algorithm>

#include "gui/base/text.h"
#include "gui/routes/route_words.h"
#include "gui/style/icon.h"
#include "server/config/route_pattern.h"

namespace {

/// The same requests, so that only one of them would ever answer.
bool meetSameRequests(const config::Route& one, const config::Route& other) {
  return one.host == other.host && one.path == other.path && one.scheme == other.scheme;
}

}  // namespace

RouteModel::RouteModel(std::vector<config::Route> routes, QObject* parent)
    : QAbstractTableModel(parent), m_routes(std::move(routes)) {}

int RouteModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(m_routes.size());
}

int RouteModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : ColumnCount;
}

QVariant RouteModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid()) return {};
  if (role == Qt::DecorationRole && index.column() == Host && fault(index.row()) != Fault::None)
    return style::icon(QStringLiteral("error"), style::Ink::Bad);
  if (role != Qt::DisplayRole) return {};
  const config::Route& shown = route(index.row());
  switch (index.column()) {
    case Host:
      return routeWords::host(shown);
    case Path:
      return toQt(shown.path);
    default:
      return routeWords::served(shown.handler);
  }
}

QVariant RouteModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (role != Qt::DisplayRole || orientation != Qt::Horizontal) return {};
  const QString names[] = {tr("Host"), tr("Path"), tr("Serves")};
  return names[section];
}

void RouteModel::setRoute(int row, const config::Route& route) {
  m_routes[static_cast<std::size_t>(row)] = route;
  // Another row may have become the same, or be it no longer.
  emit dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
}

int RouteModel::add(const config::Route& route) {
  const int row = rowCount();
  beginInsertRows({}, row, row);
  m_routes.push_back(route);
  endInsertRows();
  return row;
}

void RouteModel::remove(int row) {
  beginRemoveRows({}, row, row);
  m_routes.erase(m_routes.begin() + row);
  endRemoveRows();
  if (!m_routes.empty()) emit dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
}

RouteModel::Fault RouteModel::fault(int row) const {
  const config::Route& asked = route(row);
  if (!config::isHostPattern(asked.host)) return Fault::BadHost;
  if (!config::isRoutePath(asked.path)) return Fault::BadPath;
  const auto same = [&](const config::Route& other) { return &other != &asked && meetSameRequests(other, asked); };
  return std::ranges::any_of(m_routes, same) ? Fault::Repeated : Fault::None;
}

int RouteModel::firstFault() const {
  for (int row = 0; row < rowCount(); ++row) {
    if (fault(row) != Fault::None) return row;
  }
  return -1;
}

std::string RouteModel::freePath(const config::Route& like) const {
  config::Route wanted = like;
  wanted.path = "/new";
  for (int number = 2;
       std::ranges::any_of(m_routes, [&](const config::Route& other) { return meetSameRequests(other, wanted); });
       ++number)
    wanted.path = "/new" + std::to_string(number);
  return wanted.path;
}
