// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The cheapest way from one list to the other, as a text comparison finds it: a table per pair of list ends.

#include "server/config/config_removed.h"

#include <algorithm>

namespace config {

namespace {

constexpr int costOfRemoving = 1;
constexpr int costOfAdding = 2;
constexpr int costOfAnother = costOfRemoving + costOfAdding;  // no more than that: then it is edited where it stands

bool hasSameName(const Listener& one, const Listener& other) {
  return one.address == other.address && one.port == other.port;
}

bool hasSameName(const Route& one, const Route& other) {
  return one.host == other.host && one.scheme == other.scheme && one.path == other.path;
}

bool hasSameName(const RateLimit& one, const RateLimit& other) {
  return one.host == other.host && one.path == other.path && one.header == other.header;
}

Listener renamed(Listener listener, const Listener& like) {
  listener.address = like.address;
  listener.port = like.port;
  return listener;
}

Route renamed(Route route, const Route& like) {
  route.host = like.host;
  route.scheme = like.scheme;
  route.path = like.path;
  return route;
}

RateLimit renamed(RateLimit limit, const RateLimit& like) {
  limit.host = like.host;
  limit.path = like.path;
  limit.header = like.header;
  return limit;
}

template<typename Element>
int costOfEditing(const Element& from, const Element& to) {
  if (from == to) return 0;
  return hasSameName(from, to) || renamed(from, to) == to ? 1 : costOfAnother;
}

template<typename Element>
std::vector<std::size_t> removed(const std::vector<Element>& before, const std::vector<Element>& after) {
  const std::size_t rows = before.size();
  const std::size_t columns = after.size();
  // cost[row][column]: of turning before[row..] into after[column..].
  std::vector<std::vector<int>> cost(rows + 1, std::vector<int>(columns + 1));
  for (std::size_t row = rows + 1; row-- > 0;) {
    for (std::size_t column = columns + 1; column-- > 0;) {
      int& best = cost[row][column];
      if (row == rows) {
        best = costOfAdding * static_cast<int>(columns - column);
        continue;
      }
      best = costOfRemoving + cost[row + 1][column];
      if (column < columns)
        best = std::min(best, costOfEditing(before[row], after[column]) + cost[row + 1][column + 1]);
    }
  }
  std::vector<std::size_t> gone;
  std::size_t column = 0;
  for (std::size_t row = 0; row < rows; ++row) {
    const bool edited =
        column < columns && cost[row][column] == costOfEditing(before[row], after[column]) + cost[row + 1][column + 1];
    if (edited) {
      ++column;
    } else {
      gone.push_back(row);
    }
  }
  return gone;
}

}  // namespace

std::vector<std::size_t> removedListeners(const std::vector<Listener>& before, const std::vector<Listener>& after) {
  return removed(before, after);
}

std::vector<std::size_t> removedRoutes(const std::vector<Route>& before, const std::vector<Route>& after) {
  return removed(before, after);
}

std::vector<std::size_t> removedRateLimits(const std::vector<RateLimit>& before, const std::vector<RateLimit>& after) {
  return removed(before, after);
}

}  // namespace config
