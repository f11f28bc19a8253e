// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Finds a certificate, its key and its chain in whatever a person brings: PEM in any order and form (PKCS#8, PKCS#1,
// SEC1, encrypted or not), DER, PKCS#12, PKCS#7, in one file or several, by content and never by name.

#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "server/base/error.h"
#include "server/certificates/certificate.h"
#include "server/certificates/openssl_pointers.h"
#include "server/certificates/secret.h"

namespace certificates {

/// One file, or what was pasted or dropped.
struct ImportSource {
  std::filesystem::path file;  ///< for the words; empty: pasted
  Secret bytes;
};
/// Reads them, at most maximumFileSize each. All that cannot be read at once.
base::Result<std::vector<ImportSource>> readSources(const std::vector<std::filesystem::path>& files);

struct FoundIdentity {
  X509Pointer leaf;
  std::vector<X509Pointer> chain;  ///< to be sent after the leaf, in order
  X509Pointer root;                ///< where it was among them
  EvpKeyPointer key;
  CertificateFacts facts;
  int duplicates = 0;                   ///< certificates and keys that were there more than once
  std::vector<std::string> leftOut;     ///< subjects of certificates that do not belong to it
  std::string completes;                ///< the entry of the store whose key it is, and which waits for it; else empty
  std::vector<base::Problem> warnings;  ///< as loadIdentity() gives them
};

/// `passphrase` opens every part that needs one; it is asked for by failing: PassphraseNeeded where it is empty and a
/// part is encrypted (or a PKCS#12 has one), PassphraseWrong where it does not fit. The key may also be that of an
/// entry of `store` that waits for its certificate. KeyNotAmong where none fits, KeysAmbiguous where two identities are
/// there, CertificateUnreadable with what it is instead.
base::Result<FoundIdentity> findIdentity(const std::vector<ImportSource>& sources, const Secret& passphrase,
                                         const std::filesystem::path& store);

/// Adds it to the store as `name` (empty: after the certificate), or completes the entry of that name that waits for
/// it. The name of the entry. AlreadyStored where the same certificate is there and a server
/// can use it; where none can, it is mended with what was found.
base::Result<std::string> importIdentity(const std::filesystem::path& store, const std::string& name,
                                         const FoundIdentity& found);

}  // namespace certificates
