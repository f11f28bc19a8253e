// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Changes of the certificate store, each whole or not at all: a new entry's folder is filled beside the store, fsynced
// and renamed into it; a changed one is exchanged for the old one in one step (renameat2 RENAME_EXCHANGE), so that key
// and certificate always belong together. A folder that a killed program left half filled starts with a dot, is never
// an entry, and is cleared away by the next change. All block on the disk.

#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "server/base/error.h"
#include "server/certificates/certificate_store.h"
#include "server/certificates/openssl_pointers.h"

namespace certificates {

/// What an entry holds. Null and empty: not there.
struct EntryContent {
  const X509* certificate = nullptr;
  std::vector<const X509*> chain;  ///< after the leaf, in order
  const EVP_PKEY* key = nullptr;
  std::string request;  ///< PEM
  std::string order;    ///< how a public authority was asked for it: see acme.h
};

/// EntryNameNotUsable, EntryExists.
base::Result<void> addEntry(const std::filesystem::path& store, const std::string& name, const EntryContent& content);
/// In place of what was there: EntryLinked where it is linked, CertificateNotStored where there is none.
base::Result<void> replaceEntry(const std::filesystem::path& store, const std::string& name,
                                const EntryContent& content);
/// Links to files where they are, made absolute. They need not be readable yet: the listing says what is wrong.
base::Result<void> linkEntry(const std::filesystem::path& store, const std::string& name, const IdentityFiles& files);
/// The entry with its key; of a linked one only the links. Removes nothing else that a person put beside it, and then
/// leaves the folder.
base::Result<void> removeEntry(const std::filesystem::path& store, const std::string& name);
base::Result<void> renameEntry(const std::filesystem::path& store, const std::string& name, const std::string& to);

/// Writes the entry's certificate.pem anew: leaf, then chain in order, without doubles, the root last. The mend for
/// ChainUnordered. EntryLinked where the file is not ours.
base::Result<void> orderEntryChain(const std::filesystem::path& store, const std::string& name);
/// The same with more certificates to choose from. The mend for ChainIncomplete.
base::Result<void> addToEntryChain(const std::filesystem::path& store, const std::string& name,
                                   const std::vector<X509Pointer>& more);

}  // namespace certificates
