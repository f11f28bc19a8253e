// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Everything that the workers of one generation are made from, checked and loaded by the master: a reload makes the
// next one, and never changes one.

#pragma once

#include <memory>

#include "server/cluster/identity_set.h"
#include "server/cluster/listener_set.h"
#include "server/config/config.h"

namespace cluster {

struct Generation {
  int number = 1;
  config::Config config;
  /// Shared with the generation before when it is restarted without being read again.
  std::shared_ptr<const IdentitySet> identities;
  ListenerSet listeners;
};

/// Shared: while a reload swaps the slots one by one, two generations are in use, each until its last slot lets go.
using GenerationPointer = std::shared_ptr<const Generation>;

}  // namespace cluster
