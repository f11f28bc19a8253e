// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// localhostFiles: the entry that the store makes by itself. What somebody put in its place is left alone.

#include "server/base/xdg_directories.h"
#include "server/certificates/certificate_store.h"
#include "server/certificates/folder_lock.h"
#include "server/certificates/identity.h"
#include "server/certificates/private_key.h"
#include "server/certificates/self_signed_certificate.h"

namespace certificates {

namespace {

bool isThere(const std::filesystem::path& file) {
  std::error_code error;
  return std::filesystem::exists(std::filesystem::symlink_status(file, error));
}

/// Nothing there, or one that was made here and ran out or was left half written. A key with the wrong mode, or a
/// certificate from elsewhere, is for a person to mend.
bool mustMake(const IdentityFiles& files) {
  if (!isThere(files.certificate) && !isThere(files.key)) return true;
  if (!isThere(files.certificate)) return readKeyFile(files.key).problems.empty();
  const auto certificates = readCertificates(files.certificate);
  if (!certificates || certificates->size() != 1) return false;
  const CertificateFacts facts = factsOf(certificates->front().get());
  if (!facts.selfSigned || facts.authority || facts.subject != localhostEntry) return false;
  if (facts.notAfter < base::unixNow() || !isThere(files.key)) return true;
  const KeyReading reading = readKeyFile(files.key);
  return reading.problems.empty() && EVP_PKEY_eq(X509_get0_pubkey(certificates->front().get()), reading.key.get()) != 1;
}

base::Result<void> make(const IdentityFiles& files) {
  auto key = generateKey(KeyType::P256);
  if (!key) return base::failure(std::move(key.error()));
  const SelfSignedRequest request{{"localhost", "127.0.0.1", "::1"}, 820};
  auto certificate = makeSelfSigned(request, key->get(), base::unixNow());
  if (!certificate) return base::failure(std::move(certificate.error()));
  // A crash between the two leaves a pair that does not fit, which mustMake() sees.
  if (auto written = writePrivateKey(files.key, key->get()); !written) return written;
  return writeCertificate(files.certificate, certificate->get());
}

}  // namespace

base::Result<IdentityFiles> localhostFiles(const std::filesystem::path& store) {
  const IdentityFiles files = entryFiles(store, localhostEntry);
  // Linked files belong to somebody else, and a key that waits for its certificate is no half written pair.
  if (isLinkedEntry(store, localhostEntry) || isThere(requestFile(store, localhostEntry))) return files;
  // A good one is used without the lock, which cannot be had where the store is read-only.
  if (!mustMake(files)) return files;
  const std::filesystem::path folder = files.certificate.parent_path();
  if (auto created = base::createPrivateDirectory(folder); !created) return base::failure(std::move(created.error()));
  auto lock = lockFolder(folder);
  if (!lock) return base::failure(std::move(lock.error()));
  if (mustMake(files)) {
    if (auto made = make(files); !made) return base::failure(std::move(made.error()));
  }
  return files;
}

}  // namespace certificates
