// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The certificates that a config's listeners name, found and loaded in the master before anything is forked: the one
// place that knows what a name in the config stands for.

#pragma once

#include <filesystem>
#include <vector>

#include "server/base/error.h"
#include "server/certificates/identity.h"
#include "server/config/config.h"

namespace cluster {

struct IdentitySet {
  /// By the listener's index; empty for one without TLS, else at least one.
  std::vector<std::vector<certificates::Identity>> ofListener;

  [[nodiscard]] std::vector<base::Problem> warnings() const;
  /// Every file read, once each, to be watched.
  [[nodiscard]] std::vector<std::filesystem::path> files() const;
  /// SHA-256 of every certificate shown, in the listeners' order, once each.
  [[nodiscard]] std::vector<std::string> fingerprints() const;
};

/// The files that a name or a table of the config stands for.
base::Result<certificates::IdentityFiles> filesOf(const config::CertificateReference& reference,
                                                  const std::filesystem::path& store);

/// All errors at once, each with its file and the listener's key. `store` is the folder of certificates. A TLS listener
/// that names none gets the self-signed localhost certificate, which is made on first use; so does the name
/// "localhost".
base::Result<IdentitySet> loadIdentities(const config::Config& config, const std::filesystem::path& store);

}  // namespace cluster
