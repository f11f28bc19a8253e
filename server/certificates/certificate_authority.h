// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The local authority: one certificate and one key in a folder of their own, made only when a person asks for it.
// It can vouch only for names of this machine and of private networks (critical name constraints, also without e-mail
// addresses and URIs), for servers and clients (EKU), and for no other authority (path length 0).

#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "server/base/error.h"
#include "server/base/time.h"
#include "server/certificates/certificate.h"
#include "server/certificates/name_constraints.h"
#include "server/certificates/private_key.h"
#include "server/certificates/secret.h"

namespace certificates {

struct AuthorityFiles {
  std::filesystem::path certificate;
  std::filesystem::path key;  ///< 0600; PKCS#8, encrypted where the authority has a passphrase
};
/// DATA/authority/certificate.pem and key.pem, beside the store: DATA is base::dataDirectory().
AuthorityFiles authorityFiles(const std::filesystem::path& data);

struct AuthorityFacts {
  CertificateFacts certificate;
  std::optional<NameConstraints> constraints;  ///< nothing: it may vouch for everything (not one that we made)
  AuthorityFiles files;
  bool hasKey = false;
  bool needsPassphrase = false;
  bool operator==(const AuthorityFacts& other) const;
};

/// Nothing where none was made; an error where what is there cannot be read. Needs no passphrase. Blocks on the disk.
base::Result<std::optional<AuthorityFacts>> authorityFacts(const AuthorityFiles& files);

struct AuthorityRequest {
  KeyType key = KeyType::P256;     ///< P256 or P384
  std::vector<std::string> names;  ///< beside defaultConstraints(); see withAdded()
  Secret passphrase;               ///< empty: the key is protected by its mode alone
  int days = 3650;                 ///< 1..7300
};

/// AuthorityExists where there is one: it is never written over.
base::Result<AuthorityFacts> createAuthority(const AuthorityFiles& files, const AuthorityRequest& request,
                                             base::UnixMilliseconds now);

/// The authority ready to sign.
struct Authority {
  X509Pointer certificate;
  EvpKeyPointer key;
  std::optional<NameConstraints> constraints;
};
/// AuthorityMissing; PassphraseNeeded where `passphrase` is empty and the key is encrypted; PassphraseWrong; and what
/// is wrong with the key file (permissions as for any key).
base::Result<Authority> openAuthority(const AuthorityFiles& files, const Secret& passphrase);

struct AuthorityReissue {
  std::vector<std::string> add;     ///< as in AuthorityRequest::names
  std::vector<std::string> remove;  ///< as text() shows them; none of defaultConstraints() need stay
  int days = 3650;
};

/// What a re-issue changes, before and after it is done.
struct AuthorityChange {
  AuthorityFacts before;
  AuthorityFacts after;
  std::vector<std::string> added;    ///< domains and ranges
  std::vector<std::string> removed;  ///< likewise
  /// Entries of the store that it issued: they all work, as key and subject stay ...
  std::vector<std::string> keptEntries;
  /// ... but these, with a name that it may not vouch for, or no longer.
  std::vector<std::string> lostEntries;
};

/// What reissueAuthority() would do: `after` has no fingerprint yet. Needs no key.
base::Result<AuthorityChange> planReissue(const AuthorityFiles& files, const std::filesystem::path& store,
                                          const AuthorityReissue& reissue, base::UnixMilliseconds now);
/// A new certificate for the same key and subject, so that what it issued stays valid. Trust stores hold the old one:
/// they must get the new one before names that were added are accepted.
base::Result<AuthorityChange> reissueAuthority(const AuthorityFiles& files, const std::filesystem::path& store,
                                               const AuthorityReissue& reissue, const Secret& passphrase,
                                               base::UnixMilliseconds now);

}  // namespace certificates
