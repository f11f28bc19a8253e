// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The seal of the ticket keys that machines share, from a configuration.

#pragma once

#include <memory>

#include "server/config/config.h"
#include "server/net/tls_ticket_seal.h"

namespace cluster {

/// Of the secret in [sessions] ticket_secret, for this server's name. Null where there is none. The problems where the
/// file is not fit for it.
base::Result<std::shared_ptr<const net::TlsTicketSeal>> loadTicketSeal(const config::Config& config);

}  // namespace cluster
