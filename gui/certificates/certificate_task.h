// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// What the dialogs have done, in one step each, off the panel's thread: made, signed, removed. All block on the disk,
// and those that make a key may take a second or more.

#pragma once

#include <filesystem>
#include <string>

#include "server/base/error.h"
#include "server/certificates/certificate_issue.h"
#include "server/certificates/secret.h"

namespace certificateTask {

enum class Signer {
  Authority,  ///< the local one
  Itself,     ///< self-signed
  Elsewhere,  ///< only a key and a request are made
};

struct Order {
  Signer signer = Signer::Authority;
  certificates::IssueRequest request;
  certificates::Secret passphrase;  ///< the authority's
};

/// Makes a key and what the signer makes of it, and stores both. The name of the new entry.
base::Result<std::string> make(const Order& order);

/// The whole text of a request of the store, to be sent to whom shall sign it.
base::Result<std::string> requestText(const std::string& entry);

/// Brings the local authority's certificate into a store or out of it, and reads what came of it. The system's store
/// by anybody but root is refused with TrustNeedsRoot.
base::Result<void> changeTrust(const std::string& storeId, bool trusted);

}  // namespace certificateTask
