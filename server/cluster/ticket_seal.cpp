// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// See ticket_seal.h.

#include "server/cluster/ticket_seal.h"

#include <vector>

#include "server/certificates/ticket_secret.h"

namespace cluster {

base::Result<std::shared_ptr<const net::TlsTicketSeal>> loadTicketSeal(const config::Config& config) {
  if (config.sessions.ticketSecret.empty()) return nullptr;
  auto secret = certificates::readTicketSecret(config.sessions.ticketSecret);
  if (!secret) {
    std::vector<base::Problem> problems = std::move(secret.error().problems);
    for (base::Problem& problem : problems) problem.key = "sessions.ticket_secret";
    return base::failure(std::move(problems));
  }
  auto seal = net::TlsTicketSeal::create(secret->view(), config.name);
  if (!seal) return base::failure(std::move(seal.error()));
  return std::shared_ptr<const net::TlsTicketSeal>(std::move(*seal));
}

}  // namespace cluster
