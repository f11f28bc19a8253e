// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The part of an address that says where: "host", "host:port", "[::1]:port".

#pragma once

#include <string>
#include <string_view>

namespace config {

/// 1..65535, and nothing but digits.
bool isPort(std::string_view text, int& port);
/// Sets `host`, without brackets, and `port` where there is one. False: it is no such thing.
bool parseNetworkLocation(std::string_view text, std::string& host, int& port);

}  // namespace config
