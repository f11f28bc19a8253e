// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Every form is made in memory first: a disk that fills up leaves no half key behind.

#include "server/certificates/export.h"

#include <openssl/err.h>
#include <openssl/pkcs12.h>

#include "server/base/xdg_directories.h"
#include "server/certificates/certificate_chain.h"
#include "server/certificates/certificate_fields.h"
#include "server/certificates/der.h"
#include "server/certificates/file_problem.h"
#include "server/certificates/openssl_error.h"
#include "server/certificates/private_key.h"

namespace certificates {

namespace {

std::string chainPem(const Identity& identity) {
  std::string pem = certificatePem(identity.leaf.get());
  for (const X509Pointer& sent : identity.chain) pem += certificatePem(sent.get());
  return pem;
}

base::Result<Secret> pkcs12Of(const Identity& identity, const Secret& passphrase) {
  constexpr int rounds = 100'000;
  const CertificateStackPointer more(sk_X509_new_null());
  for (const X509Pointer& sent : identity.chain) {
    X509Pointer one = shared(sent.get());
    if (!more || sk_X509_push(more.get(), one.get()) <= 0) return base::failure(openSslError("cannot list a chain"));
    static_cast<void>(one.release());
  }
  // 0: OpenSSL's own ciphers, AES-256 since version 3.
  const OpenSslPointer<PKCS12, PKCS12_free> bundle(
      PKCS12_create(passphrase.text().c_str(), identity.facts.subject.c_str(), identity.key.get(), identity.leaf.get(),
                    more.get(), 0, 0, rounds, rounds, 0));
  std::string bytes = bundle ? derOf(i2d_PKCS12, bundle.get()) : std::string();
  if (bytes.empty()) return base::failure(openSslError("cannot make a PKCS#12 file"));
  return Secret(std::move(bytes));
}

}  // namespace

bool holdsKey(ExportForm form) {
  return form == ExportForm::PemAll || form == ExportForm::Key || form == ExportForm::Pkcs12;
}

base::Result<Secret> exportIdentity(const IdentityFiles& files, ExportForm form, const Secret& passphrase) {
  auto identity = loadIdentity(files);
  if (!identity) return base::failure(std::move(identity.error()));
  switch (form) {
    case ExportForm::PemChain:
      return Secret(chainPem(*identity));
    case ExportForm::Der:
      return Secret(derOf(i2d_X509, identity->leaf.get()));
    case ExportForm::Pkcs12:
      return pkcs12Of(*identity, passphrase);
    case ExportForm::Key:
      return privateKeyPem(identity->key.get(), passphrase);
    case ExportForm::PemAll:
      break;
  }
  const auto key = privateKeyPem(identity->key.get(), passphrase);
  if (!key) return base::failure(key.error());
  return Secret(key->text() + chainPem(*identity));
}

base::Result<std::string> exportAuthority(const AuthorityFiles& files, AuthorityForm form) {
  const auto facts = authorityFacts(files);
  if (!facts) return base::failure(facts.error());
  if (!*facts) return base::failure(base::Problem{.code = base::ProblemCode::AuthorityMissing});
  const auto certificates = readCertificates(files.certificate);
  if (!certificates) return base::failure(certificates.error());
  const X509* const certificate = certificates->front().get();
  return form == AuthorityForm::Pem ? certificatePem(certificate) : derOf(i2d_X509, certificate);
}

base::Result<void> writeExport(const std::filesystem::path& file, const Secret& bytes, bool isPrivate,
                               Overwrite overwrite) {
  std::error_code error;
  if (overwrite == Overwrite::No && std::filesystem::exists(std::filesystem::symlink_status(file, error)))
    return base::failure(fileProblem(base::ProblemCode::FileExists, file));
  return base::writeFileAtomically(file, bytes.view(), isPrivate ? 0600 : 0644);
}

}  // namespace certificates
