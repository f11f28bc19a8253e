// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The listening sockets of one generation, in the order of its config's listeners. A reload keeps those whose address
// and port stay, binds new ones before anything changes, and lets go of the rest once no generation holds them.

#pragma once

#include <memory>
#include <optional>
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

  /// Takes in a socket that an older master had bound for this address and port, as its config said them; bind() keeps
  /// it as it keeps the ones of `current`.
  base::Result<void> adopt(const std::string& address, int port, base::UniqueFd socket);

  struct Place {
    std::string address;  ///< as the config says it
    int port = 0;         ///< likewise
    int descriptor = -1;
  };
  /// For adopt() in another process.
  [[nodiscard]] std::vector<Place> places() const;
  [[nodiscard]] std::size_t size() const { return m_bound.size(); }
  /// In the order of the config's listeners, and then the one of [metrics]; none once closed.
  [[nodiscard]] std::vector<int> descriptors() const;
  [[nodiscard]] std::vector<control::ListenerStatus> statuses() const;
  /// Whether `other` holds the same socket as our `index`.
  [[nodiscard]] bool isKeptFrom(std::size_t index, const ListenerSet& other) const;
  /// Closes this process's ends, in every generation that shares them: once the workers closed theirs, nobody listens.
  void close() const;

 private:
  struct Bound {
    std::string address;  ///< as the config says it
    int port = 0;
    std::string protocol{};  ///< as statuses() tells it
    /// Shared by the generations on both sides of a reload: the later end closes it, or close() before. Never null.
    std::shared_ptr<std::optional<net::Listener>> socket{};
  };
  std::vector<Bound> m_bound;
};

std::string_view protocolName(config::Protocol protocol);

}  // namespace cluster
