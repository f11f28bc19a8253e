// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Somebody's request (CSR) read and signed by the local authority, off the panel's thread.

#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "server/base/error.h"
#include "server/certificates/certificate.h"
#include "server/certificates/certificate_issue.h"
#include "server/certificates/secret.h"

namespace signingTask {

/// Where the request is: a file, else text.
struct Source {
  std::filesystem::path file;
  std::string text;  ///< PEM
};

struct Wish {
  certificates::IssueRequest request;
  std::vector<base::Problem> problems;
};

/// What is asked for. Blocks on the disk.
base::Result<Wish> read(const Source& source);

struct Order {
  Source source;
  int days = certificates::defaultDays;
  certificates::Usage usage = certificates::Usage::Server;
  certificates::Secret passphrase;  ///< the authority's
  std::filesystem::path output;     ///< written over
};

/// Signs it and writes the certificate with the authority's behind it.
base::Result<certificates::CertificateFacts> sign(const Order& order);

}  // namespace signingTask
