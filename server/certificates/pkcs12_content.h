// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Opens a PKCS#12 file (RFC 7292), also one that is sealed in the ways of older programs (RC2 with 40 bits), which
// OpenSSL 3 reads only where its legacy provider is loaded: that stays within this file.

#pragma once

#include <openssl/pkcs12.h>

#include <string>
#include <vector>

#include "server/certificates/openssl_pointers.h"
#include "server/certificates/private_key.h"

namespace certificates {

struct Pkcs12Content {
  KeyOutcome outcome = KeyOutcome::Damaged;
  std::string reason;                     ///< where Damaged
  EvpKeyPointer key;                      ///< null: it holds none
  std::vector<X509Pointer> certificates;  ///< the key's own first
};

Pkcs12Content openPkcs12(PKCS12* bundle, const Secret& passphrase);

}  // namespace certificates
