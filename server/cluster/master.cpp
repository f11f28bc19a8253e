// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT

#include "server/cluster/master.h"

#include "server/cluster/forking_master.h"

namespace cluster {

namespace {

/// Twice the workers, as a reload may need, and some for slots that were scaled away and still drain.
constexpr std::size_t livesAtOnce = 2 * config::maximumWorkers + 64;

}  // namespace

base::Result<std::unique_ptr<Master>> Master::create(net::EventLoop& loop, config::Config config,
                                                     MasterOptions options) {
  Predecessor* const predecessor = options.predecessor;
  if (predecessor != nullptr) {
    if (auto same = checkName(config, predecessor->master().name); !same) return base::failure(std::move(same.error()));
  }
  auto loaded = checkAndLoad(config);
  if (!loaded) return base::failure(std::move(loaded.error()));
  base::Result<Scoreboard> scoreboard = Scoreboard::create(livesAtOnce);
  if (!scoreboard) return base::failure(std::move(scoreboard.error()));
  base::Result<net::TicketKeys> keys =
      predecessor != nullptr ? predecessor->takeTicketKeys() : net::TicketKeys::generate();
  if (!keys) return base::failure(std::move(keys.error()));
  auto generation = std::make_shared<Generation>();
  if (predecessor != nullptr) generation->number = predecessor->master().generation + 1;
  generation->config = std::move(config);
  generation->accessFile = accessFileFor(generation->config, nullptr);
  generation->identities = std::move(loaded->identities);
  generation->ticketSeal = std::move(loaded->ticketSeal);
  return std::make_unique<ForkingMaster>(loop, std::move(options), std::move(generation), std::move(*scoreboard),
                                         std::move(*keys));
}

}  // namespace cluster
