// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// `forkyard cert acme issue` and `cert acme renew`: certificates of public authorities.

#pragma once

#include <optional>
#include <string>
#include <vector>

namespace command_line {

struct AcmeArguments {
  std::vector<std::string> names;  ///< to issue; entries to renew, none: all
  std::string email;
  std::string server;  ///< empty: Let's Encrypt
  std::string webroot;
  std::string dns;
  bool dnsNoWait = false;
  std::string trustedCa;
  std::optional<int> days;  ///< nothing: as certificates::isRenewalDue() has it
  bool acceptTerms = false;
  bool json = false;
};

int issueByAcme(const AcmeArguments& arguments);
/// Done where each that was due could be renewed: for a timer, as often as it likes.
int renewByAcme(const AcmeArguments& arguments);

}  // namespace command_line
