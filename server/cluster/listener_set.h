// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The listening sockets of one generation, in the order of its config's listeners. A reload keeps those whose address
// and port stay, binds new ones before anything changes, and lets go of the rest once no generation holds them.

#pragma once

#include <memory>
#include <vector>

#include "server/base/error.h"
#include "server/config/config.h"
#include "server/control/message.h"
#include "server/net/listener.h"

namespace cluster {

class ListenerSet {
 public:
  /// All or nothing; all errors at once, each with its listener's key. What `current` or `inherited` has bound already
  /// is taken from there; of `inherited`, what the config does not name stays in it.
  static base::Result<ListenerSet> bind(const config::Config& config, const ListenerSet& current,
                                        std::vector<net::Listener>& inherited);

  [[nodiscard]] std::size_t size() const { return m_bound.size(); }
  [[nodiscard]] const net::Listener& at(std::size_t index) const { return *m_bound[index].socket; }
  [[nodiscard]] std::vector<int> descriptors() const;
  [[nodiscard]] std::vector<control::ListenerStatus> statuses() const;
  /// Whether `other` holds the same socket as our `index`.
  [[nodiscard]] bool isKeptFrom(std::size_t index, const ListenerSet& other) const;
  /// Closes the master's ends: workers that drain close theirs, and then nobody listens.
  void close() { m_bound.clear(); }

 private:
  struct Bound {
    std::string address;  ///< as the config says it
    int port = 0;
    config::Protocol protocol{};
    /// Shared by the generations on both sides of a reload: the later end closes it.
    std::shared_ptr<net::Listener> socket;
  };
  std::vector<Bound> m_bound;
};

std::string_view protocolName(config::Protocol protocol);

}  // namespace cluster
