// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Whose client certificates a listener accepts, and which of those were revoked: one PEM file holds both.

#pragma once

#include <filesystem>
#include <vector>

#include "server/base/error.h"
#include "server/certificates/openssl_pointers.h"

namespace certificates {

using CrlPointer = OpenSslPointer<X509_CRL, X509_CRL_free>;

struct ClientAuthorities {
  std::vector<X509Pointer> certificates;
  std::vector<CrlPointer> revocations;  ///< with one or more, every authority that signs clients needs its own
};

/// An error where there is no certificate in it, or a list is damaged: nobody is let in by mistake.
base::Result<ClientAuthorities> readClientAuthorities(const std::filesystem::path& file);

}  // namespace certificates
