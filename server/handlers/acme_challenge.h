// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The answers to a public authority that wants to see that a name is ours (RFC 8555 8.3): small files that an ACME
// client put below a folder, and nothing else of it.

#pragma once

#include <filesystem>

#include "server/http/request_handler.h"

namespace handlers {

class AcmeChallenge final : public http::RequestHandler {
 public:
  /// `root` is what the client calls its webroot; it need not be there yet.
  explicit AcmeChallenge(std::filesystem::path root) : m_root(std::move(root)) {}

  /// GET and HEAD of /.well-known/acme-challenge/TOKEN, where TOKEN is a regular file of at most 4 KiB whose name has
  /// letters, digits, "-" and "_" only; 404 for all else.
  void handle(http::Request& request, http::ResponseWriter& writer) override;

 private:
  std::filesystem::path m_root;
};

}  // namespace handlers
