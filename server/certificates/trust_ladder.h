// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Will a browser accept this certificate for this host? What the certificate itself says, then what each store of this
// machine says of its root. A real handshake is the last rung, and another floor's: `forkyard cert check` climbs all.

#pragma once

#include <string_view>
#include <vector>

#include "server/certificates/identity_checks.h"
#include "server/certificates/trust_store.h"

namespace certificates {

struct StoreCheck {
  TrustStore store;
  CheckAnswer answer = CheckAnswer::CannotTell;
  std::vector<base::Problem> problems;  ///< why not Yes; ladderMend() each
};

/// For each store: does it trust whom `chain` ends with? `chain` is a leaf and what was sent or lies beside it, in any
/// order; the issuer of its last one is looked for as the local authority, `known`, and in the system's bundle. Blocks:
/// runs certutil.
std::vector<StoreCheck> checkStores(X509* leaf, const std::vector<X509Pointer>& chain,
                                    const std::vector<X509Pointer>& known, const TrustSurroundings& surroundings);

struct TrustLadder {
  std::vector<Check> checks;
  std::vector<StoreCheck> stores;
};
/// All rungs for a certificate in files. `known` as above.
TrustLadder climbLadder(const IdentityFiles& files, std::string_view host, const std::vector<X509Pointer>& known,
                        const TrustSurroundings& surroundings);

/// The word for what mends a problem of a ladder: "trust", "install-certutil", "restart-browser", "reload-server",
/// "start-server", else name(mendFor(code)); empty: nothing that this program knows.
std::string_view ladderMend(base::ProblemCode code);

}  // namespace certificates
