// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Where an application behind the proxy listens, as a person writes it: "http://127.0.0.1:3000", "https://app.test",
// "unix:/run/app.sock".

#pragma once

#include <string>
#include <string_view>

namespace config {

struct BackendAddress {
  enum class Kind { Http, Https, Unix };
  Kind kind = Kind::Http;
  std::string host;  ///< a name or an address, without brackets; with Unix: the socket's absolute path
  int port = 0;      ///< 1..65535; with Unix: 0
  std::string text;  ///< as it was written
  bool operator==(const BackendAddress&) const = default;
};

/// What is wrong with it, and how it would be right: both empty when nothing is.
struct BackendAddressFault {
  std::string expected;
  std::string suggestion;
};

/// A path, a query or a user in it is refused: where requests go to below an application is theirs to say.
BackendAddressFault parseBackendAddress(std::string_view text, BackendAddress& address);

}  // namespace config
