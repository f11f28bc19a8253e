// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// localhostFiles: the entry that the store makes by itself. What somebody put in its place is left alone.

#include <fcntl.h>
#include <sys/file.h>

#include <cerrno>
#include <thread>

#include "server/base/unique_fd.h"
#include "server/base/xdg_directories.h"
#include "server/certificates/certificate_store.h"
#include "server/certificates/identity.h"
#include "server/certificates/private_key.h"
#include "server/certificates/self_signed_certificate.h"

namespace certificates {

namespace {

/// Held while this program looks and makes; the kernel lets go of it when the program ends, however it does.
base::Result<base::UniqueFd> lockEntry(const std::filesystem::path& folder) {
  constexpr std::chrono::milliseconds pause{20};
  constexpr std::chrono::seconds patience{10};
  const std::filesystem::path file = folder / ".lock";
  base::UniqueFd lock(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (!lock) return base::failure("cannot open " + file.string() + ": " + base::errnoText(errno));
  const base::MonotonicTime deadline = base::MonotonicClock::now() + patience;
  while (::flock(lock.get(), LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK && errno != EINTR) {
      return base::failure("cannot lock " + file.string() + ": " + base::errnoText(errno));
    }
    if (base::MonotonicClock::now() > deadline) {
      return base::failure("another program has held " + file.string() + " for 10 s");
    }
    std::this_thread::sleep_for(pause);
  }
  return lock;
}

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
  // A good one is used without the lock, which cannot be had where the store is read-only.
  if (!mustMake(files)) return files;
  const std::filesystem::path folder = files.certificate.parent_path();
  if (auto created = base::createPrivateDirectory(folder); !created) return base::failure(std::move(created.error()));
  auto lock = lockEntry(folder);
  if (!lock) return base::failure(std::move(lock.error()));
  if (mustMake(files)) {
    if (auto made = make(files); !made) return base::failure(std::move(made.error()));
  }
  return files;
}

}  // namespace certificates
