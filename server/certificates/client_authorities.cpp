// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// See client_authorities.h.

#include "server/certificates/client_authorities.h"

#include <openssl/pem.h>

#include "server/certificates/bounded_file.h"
#include "server/certificates/certificate.h"
#include "server/certificates/content_form.h"
#include "server/certificates/file_problem.h"
#include "server/certificates/openssl_error.h"

namespace certificates {

base::Result<ClientAuthorities> readClientAuthorities(const std::filesystem::path& file) {
  auto certificates = readCertificates(file);
  if (!certificates) return base::failure(std::move(certificates.error()));
  ClientAuthorities authorities{std::move(*certificates), {}};
  for (const PemBlock& block : pemBlocks(readBoundedFile(file).bytes).blocks) {
    if (block.label != "X509 CRL") continue;
    const BioPointer bio(BIO_new_mem_buf(block.text.data(), static_cast<int>(block.text.size())));
    CrlPointer list(PEM_read_bio_X509_CRL(bio.get(), nullptr, nullptr, nullptr));
    if (!list) {
      return base::failure(fileProblem(base::ProblemCode::CertificateUnreadable, file,
                                       {{"reason", "a revocation list in it is damaged: " + takeOpenSslReason()}}));
    }
    authorities.revocations.push_back(std::move(list));
  }
  return authorities;
}

}  // namespace certificates
