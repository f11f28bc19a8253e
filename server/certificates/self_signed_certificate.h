// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Makes a server certificate that vouches for itself: for a first try on this machine, before there is an authority.

#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "server/base/error.h"
#include "server/base/time.h"
#include "server/certificates/openssl_pointers.h"

namespace certificates {

struct SelfSignedRequest {
  std::vector<std::string> names;  ///< DNS names and addresses; the first is the common name
  int days = 820;                  ///< clients of Apple refuse more than 825
};

/// Signed with `key` by SHA-256 (RFC 5280 version 3): serverAuth, not an authority, random 128-bit serial number. Valid
/// from an hour before `now`, for clocks that are behind.
base::Result<X509Pointer> makeSelfSigned(const SelfSignedRequest& request, EVP_PKEY* key, base::UnixMilliseconds now);

/// PEM with mode 0644, written atomically.
base::Result<void> writeCertificate(const std::filesystem::path& file, X509* certificate);

}  // namespace certificates
