// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The folder of certificates, one folder an entry: NAME/certificate.pem (leaf, then chain), NAME/key.pem (0600) and,
// while an authority elsewhere has not signed yet, NAME/request.pem. A linked entry has symbolic links to files that a
// person picked in place: certificate.pem, key.pem and ca-1.pem ...; they are read where they are, never copied, never
// changed. Entries appear, change and go as a whole: at any moment the old one or the new one, key and certificate
// together, and a key is never readable by others. One of a public authority has the order too, in NAME/acme.order.
// Reading is here; changes are in store_changes.h.

#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "server/base/problem.h"
#include "server/certificates/certificate.h"
#include "server/certificates/identity.h"

namespace certificates {

inline constexpr std::size_t maximumStoreEntries = 1000;
inline constexpr std::size_t maximumLinkedCas = 32;  ///< CA files of a linked entry
inline constexpr std::string_view localhostEntry = "localhost";

struct StoreEntry {
  std::string name;
  IdentityFiles files;  ///< of a linked entry the files themselves, where they are
  bool linked = false;
  bool awaitsCertificate = false;       ///< a key and request.pem, but no certificate yet
  CertificateFacts facts;               ///< empty where the certificate cannot be read
  std::vector<base::Problem> problems;  ///< errors and warnings
};

/// base::dataDirectory()/certificates.
std::filesystem::path storeFolder();

/// The entries of the folder by name; none where it is absent. At most maximumStoreEntries. Reads and checks each:
/// blocks on the disk.
std::vector<StoreEntry> storeEntries(const std::filesystem::path& store);
/// One of them; nothing where there is none of that name.
std::optional<StoreEntry> storeEntry(const std::filesystem::path& store, std::string_view name);

/// A name that can be a folder of the store: no separator, no leading dot, no control character, 1 to 100 bytes.
bool isEntryName(std::string_view name);
/// Where the entry's files are, or would be; of a linked one, where its links lead.
IdentityFiles entryFiles(const std::filesystem::path& store, std::string_view name);
bool isLinkedEntry(const std::filesystem::path& store, std::string_view name);
std::filesystem::path requestFile(const std::filesystem::path& store, std::string_view name);
std::filesystem::path orderFile(const std::filesystem::path& store, std::string_view name);

/// A name for a new entry, after the certificate's own: "shop.test", "wildcard.shop.test" for "*.shop.test",
/// "shop.test-2" where that is taken.
std::string freeEntryName(const std::filesystem::path& store, std::string_view wished);
/// The entry that holds the certificate with this SHA-256 fingerprint.
std::optional<std::string> entryWithFingerprint(const std::filesystem::path& store, std::string_view fingerprint);

}  // namespace certificates
