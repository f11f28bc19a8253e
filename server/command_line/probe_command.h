// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// `forkyard probe`: what is out there, for a person and for the panel, which may not look itself.

#pragma once

#include <string>

namespace command_line {

/// Who holds the port of "ADDRESS:PORT" ("127.0.0.1:8443", "[::1]:8443"). 0: it is free or its holder was told; 64: not
/// an address and a port.
int probePort(const std::string& target, bool json);
/// What a TLS handshake with "HOST:PORT" says. 0: there was one, trusted or not; 1: there was none.
int probeTls(const std::string& target, bool json);

}  // namespace command_line
