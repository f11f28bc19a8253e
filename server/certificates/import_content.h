// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// What files hold, taken apart: certificates and keys of every form, each with the file that it came from. Which of
// them belong together is import.h's business.

#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "server/base/problem.h"
#include "server/certificates/import.h"
#include "server/certificates/openssl_pointers.h"

namespace certificates {

struct ImportContent {
  struct Certificate {
    X509Pointer certificate;
    std::filesystem::path file;
  };
  struct Key {
    EvpKeyPointer key;
    std::filesystem::path file;
  };
  std::vector<Certificate> certificates;  ///< each once
  std::vector<Key> keys;                  ///< likewise
  int duplicates = 0;
  std::vector<base::Problem> problems;  ///< all Errors: each file that has nothing for us, or is damaged or locked

  /// Of all that was found, problems too.
  [[nodiscard]] std::size_t count() const;
  void add(X509Pointer certificate, const std::filesystem::path& file);
  void add(EvpKeyPointer key, const std::filesystem::path& file);
};

ImportContent takeApart(const std::vector<ImportSource>& sources, const Secret& passphrase);

}  // namespace certificates
