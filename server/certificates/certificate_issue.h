// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Makes certificates: signed by the local authority or by their own key, and requests for other authorities. Writes no
// file: certificate_store.h keeps what comes of it.

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "server/base/error.h"
#include "server/base/time.h"
#include "server/certificates/certificate_authority.h"
#include "server/certificates/certificate_name.h"
#include "server/certificates/openssl_pointers.h"

namespace certificates {

enum class Usage { Server, Client };

inline constexpr int defaultDays = 820;
inline constexpr int customaryDays = 825;  ///< Apple's clients refuse more; ValidTooLong warns
inline constexpr int maximumDays = 3650;

struct IssueRequest {
  std::vector<CertificateName> names;
  std::string commonName;  ///< with Usage::Client: whom it is for, any text; else the first DNS name is taken
  KeyType key = KeyType::P256;
  int days = defaultDays;  ///< 1..maximumDays; never longer than the authority itself
  Usage usage = Usage::Server;
};

struct IssuedCertificate {
  EvpKeyPointer key;
  X509Pointer certificate;
};

/// What a person should know before: NameOutsideAuthority, ValidTooLong, and that the authority ends before. All of
/// them warnings: it can be issued all the same.
std::vector<base::Problem> issueWarnings(const IssueRequest& request, const AuthorityFacts& authority,
                                         base::UnixMilliseconds now);

/// With a new key. Random serial number, valid from an hour before `now`, SHA-256 or SHA-384 as the authority's key
/// is. RSA 4096 takes a second or more.
base::Result<IssuedCertificate> issueCertificate(const Authority& authority, const IssueRequest& request,
                                                 base::UnixMilliseconds now);
/// The same for a key that is there: a renewal, or somebody else's request.
base::Result<X509Pointer> issueFor(const Authority& authority, const IssueRequest& request, EVP_PKEY* subjectKey,
                                   base::UnixMilliseconds now);
base::Result<X509Pointer> selfSign(const IssueRequest& request, EVP_PKEY* key, base::UnixMilliseconds now);

struct SigningRequest {
  EvpKeyPointer key;  ///< the public key
  IssueRequest wish;  ///< names, and the key's kind as far as it is one of ours
  std::vector<base::Problem> problems;
};

/// A request (PKCS#10, PEM) for an authority elsewhere.
base::Result<std::string> makeSigningRequest(const IssueRequest& request, EVP_PKEY* key);
/// A request of somebody else, PEM or DER. Its own signature is verified; of its extensions only the names are taken.
/// Names that are no DNS names or addresses are an error. `file` is for the words only.
base::Result<SigningRequest> readSigningRequest(std::string_view bytes, const std::filesystem::path& file);

}  // namespace certificates
