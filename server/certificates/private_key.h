// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Makes, reads and writes private keys. A key is never logged and never put into an Error.

#pragma once

#include <filesystem>
#include <vector>

#include "server/base/error.h"
#include "server/certificates/openssl_pointers.h"

namespace certificates {

enum class KeyType { P256, P384, Rsa2048, Rsa3072, Rsa4096 };

base::Result<EvpKeyPointer> generateKey(KeyType type);

/// A key file as far as it could be read: a key whose file others may read is there, together with that problem.
struct KeyReading {
  EvpKeyPointer key;                    ///< null where there is none to be had
  std::vector<base::Problem> problems;  ///< all Errors: missing, permissions, owner, encrypted, something else given
};

/// The first private key of a PEM file (PKCS#8, or the older PKCS#1 and SEC1). Blocks on the disk; asks for no
/// passphrase.
KeyReading readKeyFile(const std::filesystem::path& file);

/// PEM, PKCS#8 without a passphrase, mode 0600, written atomically: at any moment the old file or the new one, whole,
/// and never readable by others.
base::Result<void> writePrivateKey(const std::filesystem::path& file, const EVP_PKEY* key);

}  // namespace certificates
