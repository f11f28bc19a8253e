// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// `forkyard ca ...`: the local authority.

#pragma once

#include <string>
#include <vector>

namespace command_line {

struct CaArguments {
  std::vector<std::string> add;
  std::vector<std::string> remove;
  std::string keyType = "p256";
  int days = 3650;
  bool passphrase = false;  ///< ask for a new one
  std::string passphraseFile;
  bool preview = false;
  std::string output;  ///< of export; empty: standard output
  bool der = false;
  bool force = false;
  bool json = false;
};

int createCa(const CaArguments& arguments);
int showCa(const CaArguments& arguments);
int reissueCa(const CaArguments& arguments);
int exportCa(const CaArguments& arguments);

}  // namespace command_line
