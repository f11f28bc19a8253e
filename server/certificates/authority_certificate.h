// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The local authority's own certificate, made for the first time or anew. For the makers in this folder only.

#pragma once

#include "server/base/error.h"
#include "server/base/time.h"
#include "server/certificates/name_constraints.h"
#include "server/certificates/openssl_pointers.h"

namespace certificates {

inline constexpr int maximumAuthorityDays = 7300;

/// Self-signed, path length 0, for servers and clients, with the constraints; valid from an hour before `now`.
base::Result<X509Pointer> makeAuthorityCertificate(const X509_NAME* subject, EVP_PKEY* key,
                                                   const NameConstraints& constraints, int days,
                                                   base::UnixMilliseconds now);

}  // namespace certificates
