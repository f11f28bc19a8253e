// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Whom a client wants to talk to, said to OpenSSL.

#pragma once

#include <string>

#include "server/certificates/openssl_pointers.h"

namespace net {

/// The name that is asked for (SNI; none for an address), and the name or address that the certificate must be valid
/// for. False: out of memory, or no name at all.
bool expectTlsHost(SSL* ssl, const std::string& host);

}  // namespace net
