// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// What leaves the store, in the form that another program asks for. A key leaves only in the forms that say so.

#pragma once

#include <filesystem>
#include <string>

#include "server/base/error.h"
#include "server/certificates/certificate_authority.h"
#include "server/certificates/identity.h"
#include "server/certificates/secret.h"

namespace certificates {

enum class ExportForm {
  PemChain,  ///< leaf and chain, public
  PemAll,    ///< key, leaf and chain: what HAProxy takes
  Key,       ///< PKCS#8; encrypted where a passphrase is given
  Pkcs12,    ///< key, leaf and chain (AES-256, SHA-256); browsers ask for a passphrase
  Der,       ///< the leaf alone, public
};
bool holdsKey(ExportForm form);

/// The bytes. `passphrase`: for Key and Pkcs12, may be empty.
base::Result<Secret> exportIdentity(const IdentityFiles& files, ExportForm form, const Secret& passphrase);
/// The authority's certificate, never its key: PEM, or DER for phones.
enum class AuthorityForm { Pem, Der };
base::Result<std::string> exportAuthority(const AuthorityFiles& files, AuthorityForm form);

/// Written atomically; 0600 where `form` holds a key, else 0644. FileExists unless `overwrite`.
enum class Overwrite { No, Yes };
base::Result<void> writeExport(const std::filesystem::path& file, const Secret& bytes, bool isPrivate,
                               Overwrite overwrite);

}  // namespace certificates
