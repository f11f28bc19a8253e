// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// A browser's certificate database (NSS, cert9.db), through certutil(1): what there is of one authority's key, adding,
// removing. The trust that it gives is "C,,": to vouch for servers, and for nothing else.

#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "server/base/error.h"
#include "server/certificates/openssl_pointers.h"

namespace certificates {

class NssDatabase {
 public:
  /// Certutil is looked for now: CertutilMissing names the package that has it.
  static base::Result<NssDatabase> open(std::filesystem::path folder);

  struct Entry {
    std::string nickname;
    X509Pointer certificate;
    bool vouchesForServers = false;  ///< its trust has "C"
  };
  /// What the database has of the authority's key, under whatever name; none where there is no database.
  base::Result<std::vector<Entry>> entriesOf(const X509* authority) const;
  /// Makes the database where there is none. What is there of the key is replaced.
  base::Result<void> add(const X509* authority, const std::filesystem::path& file) const;
  base::Result<void> remove(const X509* authority) const;

 private:
  explicit NssDatabase(std::filesystem::path folder) : m_folder(std::move(folder)) {}
  base::Result<std::string> certutil(std::vector<std::string> arguments) const;
  base::Result<void> makeIfAbsent() const;

  std::filesystem::path m_folder;
};

}  // namespace certificates
