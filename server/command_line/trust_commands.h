// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// `forkyard ca status`, `ca trust` and `ca untrust`: who trusts the local authority, read back from each store.

#pragma once

#include <string>

namespace command_line {

struct TrustArguments {
  std::string store = "all";  ///< "system", "nss" (every browser), "all", or one store's id
  std::string file;           ///< another authority's PEM file; empty: the local one
  bool json = false;
};

/// Done where there is an authority, whoever trusts it.
int showTrust(const TrustArguments& arguments);
/// Done only where each chosen store was read back as asked for. In a terminal the system's store is changed by sudo,
/// after its command was shown; with --json, or without a terminal, that command is only told.
int trustAuthority(const TrustArguments& arguments);
int distrustAuthority(const TrustArguments& arguments);

}  // namespace command_line
