// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Everything that the workers of one generation are made from, checked and loaded by the master: a reload makes the
// next one, and never changes one.

#pragma once

#include <memory>
#include <string>

#include "server/cluster/access_file.h"
#include "server/cluster/identity_set.h"
#include "server/cluster/listener_set.h"
#include "server/config/config.h"
#include "server/net/tls_context.h"
#include "server/net/tls_ticket_seal.h"

namespace cluster {

struct Generation {
  int number = 1;
  config::Config config;
  /// Shared with the next generation where that is a restart, which reads nothing again.
  std::shared_ptr<const IdentitySet> identities;
  ListenerSet listeners;
  /// Shared by all generations with that path; null: access is no file.
  std::shared_ptr<AccessFile> accessFile;
  /// Likewise with a restart; null: the keys of TLS tickets are not shared with other machines.
  std::shared_ptr<const net::TlsTicketSeal> ticketSeal;
};

/// Shared: while a reload swaps the slots one by one, two generations are in use, each until its last slot lets go.
using GenerationPointer = std::shared_ptr<const Generation>;

struct LoadedFiles {
  std::shared_ptr<const IdentitySet> identities;
  std::shared_ptr<const net::TlsTicketSeal> ticketSeal;
};
/// The user, the certificates, the TLS settings and the secret of tickets: all that can be checked without binding
/// anything. All errors at once.
base::Result<LoadedFiles> checkAndLoad(const config::Config& config);

/// The one that is open already where `current` has the same; null where the configuration wants none.
std::shared_ptr<AccessFile> accessFileFor(const config::Config& config, const std::shared_ptr<AccessFile>& current);

/// A running server keeps its name, which is its control socket's and its log's. Problem: ConfigInvalidValue.
base::Result<void> checkName(const config::Config& config, const std::string& running);

/// One context a listener, in their order; nullptr where it has no TLS. `ticketKeys` outlives them.
base::Result<std::vector<std::unique_ptr<net::TlsContext>>> makeTlsContexts(const config::Config& config,
                                                                            const IdentitySet& identities,
                                                                            const net::TicketKeys& ticketKeys);

}  // namespace cluster
