// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// What a listener shows its clients: a leaf certificate, its chain in order, and the key that fits. Loaded and checked
// in the master before anything is forked; a worker inherits it.

#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "server/base/error.h"
#include "server/certificates/certificate.h"
#include "server/certificates/openssl_pointers.h"

namespace certificates {

struct IdentityFiles {
  std::filesystem::path certificate;
  std::filesystem::path key;
  std::vector<std::filesystem::path> ca;
};

struct Identity {
  X509Pointer leaf;
  std::vector<X509Pointer>
      chain;  ///< what is sent after the leaf: issuer of the one before; without a self-signed root
  EvpKeyPointer key;
  CertificateFacts facts;                    ///< of the leaf
  std::vector<base::Problem> warnings;       ///< expired, incomplete chain, wrong usage ...: served all the same
  std::vector<std::filesystem::path> files;  ///< all that it was read from, to be watched
};

/// Reads, orders and checks. All errors at once: a missing file, a key others can read, a key that does not fit, what
/// OpenSSL's security level refuses. Blocks on the disk; asks for no passphrase on a terminal.
base::Result<Identity> loadIdentity(const IdentityFiles& files);

/// The self-signed certificate for localhost, 127.0.0.1 and ::1 (P-256, 820 days), in `store`/localhost: made on first
/// use, and made anew when it expired. Key file 0600. Two programs at once make one.
base::Result<IdentityFiles> localhostFiles(const std::filesystem::path& store);

/// The files of the entry `name` below `store`; CertificateNotStored with the nearest name otherwise.
base::Result<IdentityFiles> storedFiles(const std::filesystem::path& store, const std::string& name);

}  // namespace certificates
