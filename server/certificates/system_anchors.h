// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The system's own store of authorities: which of the distributions' ways this machine has, where it keeps them, and
// whether a certificate is in the bundle that programs read.

#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "server/certificates/openssl_pointers.h"

namespace certificates {

struct SystemAnchors {
  enum class Way {
    None,                  ///< neither is here
    UpdateCaCertificates,  ///< Debian, openSUSE: a file in a folder, then one command
    P11Kit,                ///< Fedora, Arch: trust(1)
  };
  Way way = Way::None;
  std::filesystem::path folder;      ///< UpdateCaCertificates: where local authorities are put
  std::filesystem::path bundle;      ///< PEM, of all that are trusted
  std::vector<std::string> refresh;  ///< UpdateCaCertificates: the command that makes the bundle

  static SystemAnchors ofThisMachine();
};

/// The certificates of the bundle that have the key of `authority`.
std::vector<X509Pointer> anchorsOfKey(const SystemAnchors& system, const X509* authority);
/// Whether the bundle has this very certificate and no local file brought it there: it came with the distribution,
/// and so browsers know it too.
bool isPublicAnchor(const SystemAnchors& system, const X509* authority);

/// The one of the bundle that issued `certificate`; null: none did.
X509Pointer anchorIssuing(const SystemAnchors& system, X509* certificate);

bool sameKey(const X509* one, const X509* other);
/// A file name for it, the same for every certificate of its key: "forkyard-1a2b3c4d".
std::string anchorName(const X509* authority);

}  // namespace certificates
