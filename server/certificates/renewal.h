// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// When a certificate runs out, who can renew it, and doing so: with its names and its kind of key, in place.

#pragma once

#include <array>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "server/base/error.h"
#include "server/base/time.h"
#include "server/certificates/certificate_authority.h"
#include "server/certificates/certificate_store.h"

namespace certificates {

/// Whole days left at which a person is reminded, once each.
inline constexpr std::array<int, 3> expiryThresholds{30, 14, 7};
/// The smallest threshold that `daysLeft` has reached; nothing above 30. Expired counts as reached (7).
std::optional<int> reachedThreshold(int daysLeft);

/// Which reminders were given, by fingerprint: each threshold once, a renewed certificate anew.
class ExpiryReminder {
 public:
  /// Whether somebody is to be reminded now.
  bool isDue(const CertificateFacts& facts, base::UnixMilliseconds now);

 private:
  std::map<std::string, int> m_told;
};

enum class RenewalWay {
  ByAuthority,  ///< our authority issued it and has its key
  BySelf,       ///< signed by its own key
  ByAcme,       ///< a public authority, by renewByAcme() of acme.h
  Elsewhere,    ///< its issuer is not here: a request (makeSigningRequest) with its names and key helps
  Linked,       ///< its files belong to somebody else
};
/// `authority`: as authorityFacts() gives it, nothing where there is none.
RenewalWay renewalWay(const StoreEntry& entry, const std::optional<AuthorityFacts>& authority);

enum class RenewalKey { Keep, New };
struct RenewalRequest {
  RenewalKey key = RenewalKey::Keep;
  std::optional<int> days;  ///< nothing: as long as it was
};

/// Writes the renewed certificate into the entry; its new facts. RenewElsewhere, EntryLinked, PassphraseNeeded.
base::Result<CertificateFacts> renewEntry(const std::filesystem::path& store, const std::string& name,
                                          const AuthorityFiles& files, const RenewalRequest& request,
                                          const Secret& passphrase, base::UnixMilliseconds now);

/// Whether it is time: 30 days left, or a third of its life where that is less.
bool isRenewalDue(const CertificateFacts& facts, base::UnixMilliseconds now);

/// What an unattended renewal did.
struct AutomaticRenewal {
  struct Failure {
    std::string entry;
    base::Error error;  ///< a passphrase, a disk
  };
  std::vector<std::string> renewed;  ///< entry names
  std::vector<Failure> failures;     ///< of others that are due
  std::vector<std::string> byAcme;   ///< due too, and left to renewByAcme(), which takes minutes
};
/// Renews, of the entries named, those that are due and that our authority issued. Of others there is nothing to do.
AutomaticRenewal renewDueEntries(const std::filesystem::path& store, const AuthorityFiles& files,
                                 const std::vector<std::string>& names, base::UnixMilliseconds now);

}  // namespace certificates
