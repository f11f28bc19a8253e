// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Why a TLS operation failed, in words for a log: bounded, one line, nothing that the other side wrote.

#pragma once

#include <string>

#include "server/certificates/openssl_pointers.h"

namespace net {

/// `result` is what the SSL_ function answered and `socketError` the errno of the descriptor, 0: none. Empties
/// OpenSSL's error queue.
std::string takeTlsFailure(const SSL* ssl, int result, int socketError);
/// Empties the queue of what others may have left there, so that the next error is the next operation's.
void dropStaleTlsErrors();

}  // namespace net
