// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// In one word: will the browsers of this machine accept a certificate for a host?

#pragma once

#include <string>

#include "server/certificates/identity.h"

enum class TrustVerdict {
  Accepted,    ///< by every browser's store
  SomeWarn,    ///< some browsers trust who signed it, others do not
  AllWarn,     ///< or the certificate itself is not right for the host
  CannotTell,  ///< the stores cannot be read
};

/// Reads the files and asks every store: blocks, runs certutil.
TrustVerdict trustVerdict(const certificates::IdentityFiles& files, const std::string& host);
