// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Will clients accept this certificate for this host? One answer a question, each with its Problem and the mend that
// this program can make; what a browser's own store says, and a real handshake, are other floors' questions.

#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "server/base/problem.h"
#include "server/certificates/identity.h"

namespace certificates {

enum class CheckSubject {
  CertificateRead,  ///< the files are there and hold certificates
  KeyRead,          ///< there, ours, without a passphrase, and readable by nobody else
  KeyFits,          ///< belongs to the certificate
  ChainComplete,    ///< up to a root
  ChainOrdered,     ///< in the file; we send it in order all the same
  NameCovered,      ///< the host is among the names
  Dates,            ///< of leaf and chain
  Strength,         ///< OpenSSL's security level
  Usage,            ///< key usage and EKU let servers use it
  NotAuthority,     ///< the leaf is no authority
};
enum class CheckAnswer { Yes, Warning, No, CannotTell };

/// What mends a problem: something that this program can do, or what a person must do.
enum class MendKind {
  None,
  OrderChain,       ///< orderEntryChain()
  AddIntermediate,  ///< bring the issuer's certificate: addToEntryChain()
  Renew,            ///< renewEntry()
  FixPermissions,   ///< chmod 600
  IssueForHost,     ///< a certificate that covers the host
  ExtendAuthority,  ///< reissueAuthority() with the name
  CreateAuthority,  ///< createAuthority()
  PickAnother,      ///< another certificate or key
  GivePassphrase,
  RenameEntry,  ///< take another entry name
};
MendKind mendFor(base::ProblemCode code);

struct Check {
  CheckSubject subject{};
  CheckAnswer answer = CheckAnswer::CannotTell;  ///< CannotTell: what it depends on is not there
  std::vector<base::Problem> problems;           ///< why not Yes; mendFor() each
};

std::string_view name(CheckSubject subject);  // "certificate-read" ... "not-authority"
std::string_view name(CheckAnswer answer);    // "yes", "warning", "no", "cannot-tell"
std::string_view name(MendKind kind);         // "order-chain" ...

/// In the order of CheckSubject, one each. `host`: a name or an address; empty: not asked, so CannotTell. A server
/// starts with Yes and Warning, never with No. Blocks on the disk.
std::vector<Check> checkIdentity(const IdentityFiles& files, std::string_view host);

}  // namespace certificates
