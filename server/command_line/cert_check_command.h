// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// `forkyard cert check`: will a browser accept that address? The ladder of certificates::TrustLadder, and a real
// handshake as its last rung.

#pragma once

#include <string>

#include "server/certificates/identity.h"

namespace command_line {

/// `target`: "https://localhost:8443", "localhost:8443", a running server's name, or a forkyard.toml; empty: the only
/// server that is running. `host` is the name to be asked for, where the target names none. Done: no rung says no.
int checkCertificate(const std::string& target, const std::string& host, bool json);

/// A certificate alone, whoever may come to show it: its files, and the stores, without a handshake. Done: a server
/// starts with it, whatever the stores say.
int checkFiles(const certificates::IdentityFiles& files, const std::string& host, bool json);

}  // namespace command_line
