// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// createAuthority() and what reads one. Its folder appears whole, by a rename.

#include "server/certificates/certificate_authority.h"

#include <openssl/err.h>
#include <openssl/rand.h>
#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <array>

#include "server/base/hex.h"
#include "server/base/xdg_directories.h"
#include "server/certificates/authority_certificate.h"
#include "server/certificates/certificate_fields.h"
#include "server/certificates/file_problem.h"
#include "server/certificates/folder_draft.h"
#include "server/certificates/folder_lock.h"
#include "server/certificates/openssl_error.h"

namespace certificates {

namespace {

using base::ProblemCode;

bool isThere(const std::filesystem::path& file) {
  std::error_code error;
  return std::filesystem::exists(std::filesystem::symlink_status(file, error));
}

/// "alice@workshop": so that a person finds it in a browser's list.
std::string ownerText() {
  std::array<char, 4096> buffer{};
  passwd entry{};
  passwd* found = nullptr;
  std::string text = std::to_string(::geteuid());
  if (::getpwuid_r(::geteuid(), &entry, buffer.data(), buffer.size(), &found) == 0 && found != nullptr)
    text = entry.pw_name;
  std::array<char, 256> host{};
  if (::gethostname(host.data(), host.size() - 1) == 0) text += std::string("@") + host.data();
  return text;
}

/// A mark of its own: a browser that still has an older one must not take the two for each other.
std::string freshMark() {
  std::array<unsigned char, 3> bytes{};
  if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1) return {};
  return base::hexOf(bytes);
}

using NamePointer = OpenSslPointer<X509_NAME, X509_NAME_free>;

NamePointer freshSubject() {
  NamePointer subject(X509_NAME_new());
  const std::string mark = freshMark();
  const std::string start = "Forkyard " + mark + " ";
  std::string owner = ownerText();
  // A host's name is ASCII; bytes that are not would make the whole name unusable.
  owner.erase(std::remove_if(owner.begin(), owner.end(), [](char letter) { return letter <= 0x20; }), owner.end());
  const std::string commonName = start + owner.substr(0, longestCommonName - start.size());
  const bool named = subject && !mark.empty() &&
                     addToName(subject.get(), NID_organizationName, "Forkyard local authority") &&
                     addToName(subject.get(), NID_commonName, commonName);
  if (!named) return nullptr;
  return subject;
}

}  // namespace

AuthorityFiles authorityFiles(const std::filesystem::path& data) {
  return {data / "authority" / "certificate.pem", data / "authority" / "key.pem"};
}

bool AuthorityFacts::operator==(const AuthorityFacts& other) const {
  return certificate == other.certificate && constraints == other.constraints &&
         files.certificate == other.files.certificate && hasKey == other.hasKey &&
         needsPassphrase == other.needsPassphrase;
}

base::Result<std::optional<AuthorityFacts>> authorityFacts(const AuthorityFiles& files) {
  if (!isThere(files.certificate)) return std::nullopt;
  auto certificates = readCertificates(files.certificate);
  if (!certificates) return base::failure(std::move(certificates.error()));
  AuthorityFacts facts;
  facts.certificate = factsOf(certificates->front().get());
  facts.constraints = constraintsOf(certificates->front().get());
  facts.files = files;
  facts.hasKey = isThere(files.key);
  const KeyReading key = readKeyFile(files.key);
  facts.needsPassphrase = std::any_of(key.problems.begin(), key.problems.end(), [](const base::Problem& problem) {
    return problem.code == ProblemCode::KeyEncrypted;
  });
  return facts;
}

base::Result<AuthorityFacts> createAuthority(const AuthorityFiles& files, const AuthorityRequest& request,
                                             base::UnixMilliseconds now) {
  auto constraints = withAdded(defaultConstraints(), request.names);
  if (!constraints) return base::failure(std::move(constraints.error()));
  if (request.key != KeyType::P256 && request.key != KeyType::P384)
    return base::failure("the key of a local authority is P-256 or P-384");
  const std::filesystem::path folder = files.certificate.parent_path();
  const std::filesystem::path data = folder.parent_path();
  if (auto made = base::createPrivateDirectory(data); !made) return base::failure(std::move(made.error()));
  auto lock = lockFolder(data);
  if (!lock) return base::failure(std::move(lock.error()));
  auto key = generateKey(request.key);
  if (!key) return base::failure(std::move(key.error()));
  const NamePointer subject = freshSubject();
  if (!subject) return base::failure(openSslError("cannot name the local authority"));
  auto certificate = makeAuthorityCertificate(subject.get(), key->get(), *constraints, request.days, now);
  if (!certificate) return base::failure(std::move(certificate.error()));
  const auto pem = privateKeyPem(key->get(), request.passphrase);
  if (!pem) return base::failure(pem.error());

  auto draft = FolderDraft::create(data);
  if (!draft) return base::failure(std::move(draft.error()));
  if (auto written = draft->write(files.key.filename(), pem->view(), 0600); !written)
    return base::failure(std::move(written.error()));
  if (auto written = draft->write(files.certificate.filename(), certificatePem(certificate->get()), 0644); !written)
    return base::failure(std::move(written.error()));
  const auto published = draft->publish(folder);
  if (!published) return base::failure(published.error());
  if (*published == FolderDraft::Published::Taken)
    return base::failure(fileProblem(ProblemCode::AuthorityExists, files.certificate));
  return AuthorityFacts{factsOf(certificate->get()), *constraints, files, true, !request.passphrase.isEmpty()};
}

base::Result<Authority> openAuthority(const AuthorityFiles& files, const Secret& passphrase) {
  if (!isThere(files.certificate)) return base::failure(base::Problem{.code = ProblemCode::AuthorityMissing});
  auto certificates = readCertificates(files.certificate);
  if (!certificates) return base::failure(std::move(certificates.error()));
  KeyReading key = readKeyFile(files.key, passphrase);
  for (base::Problem& problem : key.problems) {
    if (problem.code == ProblemCode::KeyEncrypted) problem.code = ProblemCode::PassphraseNeeded;
  }
  if (!key.problems.empty()) return base::failure(std::move(key.problems));
  Authority authority;
  authority.certificate = std::move(certificates->front());
  authority.key = std::move(key.key);
  authority.constraints = constraintsOf(authority.certificate.get());
  const bool fits = EVP_PKEY_eq(X509_get0_pubkey(authority.certificate.get()), authority.key.get()) == 1;
  ERR_clear_error();
  if (fits) return authority;
  return base::failure(fileProblem(
      ProblemCode::KeyMismatch, files.key,
      {{"certificate", files.certificate.string()}, {"subject", factsOf(authority.certificate.get()).subject}}));
}

}  // namespace certificates
