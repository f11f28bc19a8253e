// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// `forkyard ca share`: hands the local authority's public certificate to phones of the local network, for a while.

#pragma once

#include <string>

namespace command_line {

struct ShareArguments {
  std::string address;  ///< empty: this machine's first address in a network
  int port = 0;
  int seconds = 600;
  bool json = false;
};

/// Serves until the time is over or TERM, INT or HUP comes.
int shareAuthority(const ShareArguments& arguments);

}  // namespace command_line
