// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The file that makes machines one server for TLS tickets: whoever has it can read the keys that they share.

#pragma once

#include <memory>

#include "server/config/config.h"
#include "server/net/tls_ticket_seal.h"

namespace cluster {

/// Reads [sessions] ticket_secret, under the rules of a private key's file. Null where there is none. The problems
/// where the file is not fit for it.
base::Result<std::shared_ptr<const net::TlsTicketSeal>> loadTicketSeal(const config::Config& config);

}  // namespace cluster
