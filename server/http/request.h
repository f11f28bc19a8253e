// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// One request as both protocols agree on it (RFC 9110): already checked for framing and syntax by its codec.

#pragma once

#include <string>
#include <string_view>

#include "server/http/body.h"
#include "server/http/headers.h"
#include "server/http/running_jobs.h"

namespace http {

enum class Version { Http10, Http11, Http2 };

/// What is known of the client's connection; the same object for all its requests.
struct Client {
  std::string address{};  ///< "127.0.0.1", "::1", or empty for a Unix socket
  int port = 0;
  int listener = 0;  ///< index in Config::listeners
  int localPort = 0;
  bool secure = false;            ///< TLS
  std::string serverName{};       ///< SNI, lower case; empty: none
  std::string certificateName{};  ///< subject of a verified client certificate; empty: none
  std::string strictTransport{};  ///< what answers over it say of RFC 6797: "max-age=86400"; empty: nothing
  RunningJobs jobs{};  ///< work that may outlast its exchange; over limits.streams, HTTP/2 streams are refused
};

struct Request {
  Version version = Version::Http11;
  std::string method;     ///< a token, as sent: methods are case-sensitive
  std::string target;     ///< origin-form with its query: "/a%20b?x"; or "*" with OPTIONS
  std::string authority;  ///< Host or :authority, checked, lower case, with the port where sent; empty with HTTP/1.0
  Headers headers;        ///< without pseudo headers; "host" is here too
  const Client* client = nullptr;
  std::string received{};  ///< the target as it came, where a route took something off its path; else empty
  const Headers* answerFields = nullptr;  ///< what the route adds to the answer; null: nothing
  RequestBody* body = nullptr;            ///< never null while handled; ends at once where there is none

  [[nodiscard]] std::string_view path() const { return std::string_view(target).substr(0, target.find('?')); }
  [[nodiscard]] bool isHead() const { return std::string_view(method) == "HEAD"; }
  /// "OPTIONS *": about the server as a whole (RFC 9110 7.1).
  [[nodiscard]] bool isForServer() const { return std::string_view(target) == "*"; }
};

}  // namespace http
