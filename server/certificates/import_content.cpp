// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// A file that gives something may also hold what we do not need (parameters, a public key); a file that gives nothing
// is told what it is instead.

#include "server/certificates/import_content.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/pkcs7.h>

#include <algorithm>

#include "server/certificates/certificate_chain.h"
#include "server/certificates/content_form.h"
#include "server/certificates/file_problem.h"
#include "server/certificates/openssl_error.h"
#include "server/certificates/pkcs12_content.h"
#include "server/certificates/private_key.h"

namespace certificates {

namespace {

using base::ProblemCode;
using Pkcs7Pointer = OpenSslPointer<PKCS7, PKCS7_free>;

/// One source being read into the whole.
struct Reading {
  const ImportSource& source;
  const Secret& passphrase;
  ImportContent& content;

  void report(ProblemCode code, std::map<std::string, std::string> arguments = {}) const {
    content.problems.push_back(fileProblem(code, source.file, std::move(arguments)));
  }
  /// Nothing where it was read.
  void refuse(KeyOutcome outcome, ProblemCode damaged, const std::string& reason) const;
  void takeKey(KeyBlockReading read) const;
  void takeCertificate(const PemBlock& block) const;
  void takePkcs7(const PKCS7* bundle) const;
  void takePkcs12(PKCS12* bundle) const;
  void takeBlock(const PemBlock& block) const;
  [[nodiscard]] bool takeDerCertificates() const;
  void takeSealedKey() const;
  [[nodiscard]] bool takeDer() const;
  void take() const;
};

void Reading::refuse(KeyOutcome outcome, ProblemCode damaged, const std::string& reason) const {
  if (outcome == KeyOutcome::NeedsPassphrase) report(ProblemCode::PassphraseNeeded);
  if (outcome == KeyOutcome::WrongPassphrase) report(ProblemCode::PassphraseWrong);
  if (outcome == KeyOutcome::Damaged) report(damaged, {{"reason", reason}});
}

void Reading::takeKey(KeyBlockReading read) const {
  if (read.outcome == KeyOutcome::Read)
    content.add(std::move(read.key), source.file);
  else
    refuse(read.outcome, ProblemCode::KeyUnreadable, "the key in it is damaged, or of a kind that is not known");
}

void Reading::takeCertificate(const PemBlock& block) const {
  const BioPointer bio(BIO_new_mem_buf(block.text.data(), static_cast<int>(block.text.size())));
  X509Pointer certificate(PEM_read_bio_X509_AUX(bio.get(), nullptr, nullptr, nullptr));
  if (certificate)
    content.add(std::move(certificate), source.file);
  else
    report(ProblemCode::CertificateUnreadable, {{"reason", "a certificate in it is damaged: " + takeOpenSslReason()}});
}

void Reading::takePkcs7(const PKCS7* bundle) const {
  const STACK_OF(X509)* certificates = nullptr;
  if (PKCS7_type_is_signed(bundle)) certificates = bundle->d.sign != nullptr ? bundle->d.sign->cert : nullptr;
  if (sk_X509_num(certificates) <= 0) {
    report(ProblemCode::CertificateUnreadable, {{"reason", "it is a PKCS#7 file (.p7b) without certificates"}});
    return;
  }
  for (int at = 0; at < sk_X509_num(certificates); ++at)
    content.add(shared(sk_X509_value(certificates, at)), source.file);
}

void Reading::takePkcs12(PKCS12* bundle) const {
  Pkcs12Content opened = openPkcs12(bundle, passphrase);
  refuse(opened.outcome, ProblemCode::CertificateUnreadable, opened.reason);
  if (opened.key) content.add(std::move(opened.key), source.file);
  for (X509Pointer& certificate : opened.certificates) content.add(std::move(certificate), source.file);
}

void Reading::takeBlock(const PemBlock& block) const {
  if (block.kind == BlockKind::Certificate) takeCertificate(block);
  if (block.kind == BlockKind::PrivateKey || block.kind == BlockKind::EncryptedKey)
    takeKey(readKeyBlock(block, passphrase));
  if (block.kind == BlockKind::OpenSshKey)
    report(ProblemCode::KeyUnreadable, {{"reason", "it is in OpenSSH's own form, which TLS does not use"}});
  if (block.kind != BlockKind::Pkcs7) return;
  // PEM's "CMS" holds the same as "PKCS7", but only the latter label is read.
  std::string text = block.text;
  for (std::size_t at = text.find(block.label); at != std::string::npos; at = text.find(block.label, at + 5))
    text.replace(at, block.label.size(), "PKCS7");
  const BioPointer bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
  const Pkcs7Pointer bundle(PEM_read_bio_PKCS7(bio.get(), nullptr, nullptr, nullptr));
  if (bundle)
    takePkcs7(bundle.get());
  else
    report(ProblemCode::CertificateUnreadable, {{"reason", "the PKCS#7 file is damaged: " + takeOpenSslReason()}});
}

bool Reading::takeDerCertificates() const {
  const auto* cursor = reinterpret_cast<const unsigned char*>(source.bytes.view().data());
  const unsigned char* const end = cursor + source.bytes.view().size();
  bool any = false;
  // Several may stand one after the other.
  while (cursor < end) {
    X509Pointer certificate(d2i_X509(nullptr, &cursor, end - cursor));
    if (!certificate) break;
    content.add(std::move(certificate), source.file);
    any = true;
  }
  return any;
}

void Reading::takeSealedKey() const {
  if (passphrase.isEmpty()) {
    report(ProblemCode::PassphraseNeeded);
    return;
  }
  const std::string_view bytes = source.bytes.view();
  const BioPointer bio(BIO_new_mem_buf(bytes.data(), static_cast<int>(bytes.size())));
  Secret given = passphrase;
  EvpKeyPointer key(d2i_PKCS8PrivateKey_bio(bio.get(), nullptr, givePassphrase, &given));
  const KeyOutcome outcome = key ? KeyOutcome::Read : KeyOutcome::WrongPassphrase;
  takeKey({outcome, std::move(key)});
}

bool Reading::takeDer() const {
  if (takeDerCertificates()) return true;
  const std::string_view bytes = source.bytes.view();
  const auto* const start = reinterpret_cast<const unsigned char*>(bytes.data());
  const auto size = static_cast<long>(bytes.size());
  const unsigned char* cursor = start;
  if (const OpenSslPointer<PKCS12, PKCS12_free> bundle{d2i_PKCS12(nullptr, &cursor, size)}) {
    takePkcs12(bundle.get());
    return true;
  }
  cursor = start;
  if (const Pkcs7Pointer bundle{d2i_PKCS7(nullptr, &cursor, size)}) {
    takePkcs7(bundle.get());
    return true;
  }
  cursor = start;
  if (const OpenSslPointer<X509_SIG, X509_SIG_free> sealed{d2i_X509_SIG(nullptr, &cursor, size)}) {
    takeSealedKey();
    return true;
  }
  cursor = start;
  if (EvpKeyPointer key{d2i_AutoPrivateKey(nullptr, &cursor, size)}) {
    content.add(std::move(key), source.file);
    return true;
  }
  return false;
}

void Reading::take() const {
  const std::size_t before = content.count();
  const PemBlocks pem = pemBlocks(source.bytes.view());
  for (const PemBlock& block : pem.blocks) takeBlock(block);
  if (pem.cutOff)
    report(ProblemCode::CertificateUnreadable,
           {{"reason", "it is cut off: the END line of its last block is missing"}});
  if (pem.blocks.empty() && !pem.cutOff && takeDer()) return;
  if (content.count() > before) return;
  const ContentWords words = describeContent(source.bytes.view(), source.file, Wanted::Certificate);
  if (words.command.empty()) {
    report(ProblemCode::CertificateUnreadable,
           {{"reason", "it is " + words.found + (words.different ? ", not a certificate or a private key" : "")}});
  } else {
    report(ProblemCode::CertificateNotPem, {{"found", words.found}, {"command", words.command}});
  }
}

}  // namespace

std::size_t ImportContent::count() const {
  return certificates.size() + keys.size() + problems.size() + static_cast<std::size_t>(duplicates);
}

void ImportContent::add(X509Pointer certificate, const std::filesystem::path& file) {
  const bool known = std::any_of(certificates.begin(), certificates.end(), [&](const Certificate& one) {
    return X509_cmp(one.certificate.get(), certificate.get()) == 0;
  });
  if (known)
    ++duplicates;
  else
    certificates.push_back({std::move(certificate), file});
}

void ImportContent::add(EvpKeyPointer key, const std::filesystem::path& file) {
  const bool known =
      std::any_of(keys.begin(), keys.end(), [&](const Key& one) { return EVP_PKEY_eq(one.key.get(), key.get()) == 1; });
  ERR_clear_error();
  if (known)
    ++duplicates;
  else
    keys.push_back({std::move(key), file});
}

ImportContent takeApart(const std::vector<ImportSource>& sources, const Secret& passphrase) {
  ImportContent content;
  for (const ImportSource& source : sources) {
    Reading{source, passphrase, content}.take();
    ERR_clear_error();
  }
  return content;
}

}  // namespace certificates
