// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The folder of certificates, one folder an entry: NAME/certificate.pem and NAME/key.pem. Lists what is there with what
// is wrong with it; identity.h finds one entry and makes the first.

#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "server/base/problem.h"
#include "server/certificates/certificate.h"
#include "server/certificates/identity.h"

namespace certificates {

inline constexpr std::size_t maximumStoreEntries = 1000;
inline constexpr std::string_view localhostEntry = "localhost";

struct StoreEntry {
  std::string name;
  IdentityFiles files;
  CertificateFacts facts;               ///< empty where the certificate cannot be read
  std::vector<base::Problem> problems;  ///< errors and warnings
};

/// The entries of the folder by name; none where it is absent. At most maximumStoreEntries. Reads and checks each:
/// blocks on the disk.
std::vector<StoreEntry> storeEntries(const std::filesystem::path& store);

/// A name that can be a folder of the store: no separator, no leading dot, no control character, 1 to 100 bytes.
bool isEntryName(std::string_view name);
/// Where the entry's files are, or would be.
IdentityFiles entryFiles(const std::filesystem::path& store, std::string_view name);

}  // namespace certificates
