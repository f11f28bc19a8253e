// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The name a client asked for (SNI, RFC 6066 3), made safe: it comes from outside and goes to logs and lookups.

#pragma once

#include <string>
#include <string_view>

#include "server/certificates/openssl_pointers.h"

namespace net {

/// ASCII letters only, as in DNS names.
std::string lowerCase(std::string_view text);

/// Lower case, [a-z0-9._-], at most 253 bytes. Empty where the client sent none or something that is not a DNS name,
/// such as an IPv4 address.
std::string serverNameOf(const SSL* ssl);

}  // namespace net
