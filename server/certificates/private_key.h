// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Makes, reads and writes private keys. A key is never logged and never put into an Error.

#pragma once

#include <filesystem>
#include <vector>

#include "server/base/error.h"
#include "server/certificates/content_form.h"
#include "server/certificates/openssl_pointers.h"
#include "server/certificates/secret.h"

namespace certificates {

enum class KeyType { P256, P384, Rsa2048, Rsa3072, Rsa4096 };

base::Result<EvpKeyPointer> generateKey(KeyType type);

/// A key file as far as it could be read: a key whose file others may read is there, together with that problem.
struct KeyReading {
  EvpKeyPointer key;                    ///< null where there is none to be had
  std::vector<base::Problem> problems;  ///< all Errors: missing, permissions, owner, encrypted, something else given
};

/// The first private key of a PEM file (PKCS#8, or the older PKCS#1 and SEC1). Blocks on the disk; asks nobody for a
/// passphrase. An encrypted key is KeyEncrypted without one, PassphraseWrong with another.
KeyReading readKeyFile(const std::filesystem::path& file, const Secret& passphrase = {});

enum class KeyOutcome { Read, NeedsPassphrase, WrongPassphrase, Damaged };
struct KeyBlockReading {
  KeyOutcome outcome = KeyOutcome::Damaged;
  EvpKeyPointer key;
};
/// One block of kind PrivateKey or EncryptedKey.
KeyBlockReading readKeyBlock(const PemBlock& block, const Secret& passphrase);
/// For OpenSSL's readers, in place of its own that asks on the terminal and waits there; `context` is a Secret, or null
/// to refuse.
int givePassphrase(char* buffer, int size, int writing, void* context);

/// PEM, PKCS#8; with a passphrase encrypted (AES-256, PBKDF2 with 600,000 rounds of HMAC-SHA-256).
base::Result<Secret> privateKeyPem(const EVP_PKEY* key, const Secret& passphrase = {});
/// The same in a file of mode 0600, written atomically: at any moment the old file or the new one, whole, and never
/// readable by others.
base::Result<void> writePrivateKey(const std::filesystem::path& file, const EVP_PKEY* key,
                                   const Secret& passphrase = {});

/// Whether the certificate is for that key.
bool fits(const X509* certificate, const EVP_PKEY* key);

}  // namespace certificates
