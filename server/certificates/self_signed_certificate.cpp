// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The extensions that browsers look for, and no others.

#include "server/certificates/self_signed_certificate.h"

#include "server/base/xdg_directories.h"
#include "server/certificates/certificate_fields.h"
#include "server/certificates/certificate_issue.h"
#include "server/certificates/openssl_error.h"

namespace certificates {

base::Result<X509Pointer> makeSelfSigned(const SelfSignedRequest& request, EVP_PKEY* key, base::UnixMilliseconds now) {
  IssueRequest whole;
  for (const std::string& name : request.names) whole.names.push_back({NameKind::Dns, name, name});
  whole.days = request.days;
  return selfSign(whole, key, now);
}

base::Result<void> writeCertificate(const std::filesystem::path& file, X509* certificate) {
  const std::string pem = certificatePem(certificate);
  if (pem.empty()) return base::failure("cannot write the certificate " + file.string());
  return base::writeFileAtomically(file, pem, 0644);
}

}  // namespace certificates
