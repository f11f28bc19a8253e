// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The routes of one server as rows: for which host, from which path, what. Knows which of them could not be used.

#pragma once

#include <QAbstractTableModel>

#include "server/config/config.h"

class RouteModel : public QAbstractTableModel {
  Q_OBJECT

 public:
  enum Column { Host, Path, Served, ColumnCount };
  enum class Fault { None, BadHost, BadPath, Repeated };

  explicit RouteModel(std::vector<config::Route> routes, QObject* parent = nullptr);

  [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
  [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
  [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
  [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

  [[nodiscard]] const std::vector<config::Route>& routes() const { return m_routes; }
  [[nodiscard]] const config::Route& route(int row) const { return m_routes[static_cast<std::size_t>(row)]; }
  void setRoute(int row, const config::Route& route);
  /// At the end; the row.
  int add(const config::Route& route);
  void remove(int row);

  [[nodiscard]] Fault fault(int row) const;
  /// The first row with a fault; -1: none.
  [[nodiscard]] int firstFault() const;
  /// "/new", or with a number what no route for that host has.
  [[nodiscard]] std::string freePath(const config::Route& like) const;

 private:
  std::vector<config::Route> m_routes;
};
