// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Certificates of public authorities for public names (ACME, RFC 8555), through the program lego: it proves to the
// authority that the names are ours, by a file that our own listener serves or by a record in the DNS. Blocks for up to
// minutes, and only in a process without other threads: a signal that ends it ends lego first.

#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "server/base/error.h"

namespace certificates {

struct AcmeOrder {
  std::vector<std::string> names;  ///< DNS names; a wildcard needs `dns`
  std::string email;               ///< of the account: the authority warns there
  std::string directory = "https://acme-v02.api.letsencrypt.org/directory";
  std::filesystem::path webroot;    ///< a handler "acme-challenge" serves what is put below it
  std::string dns;                  ///< lego's name of a DNS provider, whose keys it takes from the environment; empty:
                                    ///< by webroot
  bool dnsNoWait = false;           ///< tell the authority at once, not when the record is seen from here
  std::filesystem::path trustedCa;  ///< PEM: whom to trust for `directory` itself; empty: whom this system trusts
  bool operator==(const AcmeOrder&) const = default;
};

/// DATA/acme/webroot, where the handler looks when it is not told otherwise. DATA is base::dataDirectory().
std::filesystem::path acmeWebroot(const std::filesystem::path& data);

/// The order with its names as a certificate has them, or what is wrong with them: NameNotUsable. Pure.
base::Result<AcmeOrder> checkedOrder(AcmeOrder order);

/// Orders, waits, and puts the certificate into the store. The entry's name: the first name's. Agrees to the
/// authority's terms in the name of whoever calls. AcmeClientMissing, AcmeFailed, NameNotUsable; EntryExists where an
/// entry of that name came from elsewhere.
base::Result<std::string> issueByAcme(const std::filesystem::path& data, const AcmeOrder& order);

/// The entries that came this way and can be renewed the same way.
std::vector<std::string> acmeEntries(const std::filesystem::path& data);
/// Whether it is one of them. `store`: DATA/certificates.
bool isAcmeEntry(const std::filesystem::path& store, const std::string& entry);
base::Result<AcmeOrder> acmeOrder(const std::filesystem::path& data, const std::string& entry);

enum class AcmeRenewal { Renewed, NotDue };
/// Renews it where at most `days` are left; without them, where isRenewalDue(). Always with a new key. A running server
/// that serves it notices by itself.
base::Result<AcmeRenewal> renewByAcme(const std::filesystem::path& data, const std::string& entry,
                                      std::optional<int> days);

}  // namespace certificates
