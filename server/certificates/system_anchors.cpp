// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// See system_anchors.h.

#include "server/certificates/system_anchors.h"

#include <openssl/err.h>
#include <openssl/pem.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>

#include "server/base/hex.h"
#include "server/base/program.h"

namespace certificates {

namespace {

constexpr std::uintmax_t largestBundle = 16 * 1024 * 1024;

std::filesystem::path firstThere(std::initializer_list<const char*> candidates) {
  std::error_code ignored;
  for (const char* candidate : candidates) {
    if (std::filesystem::exists(candidate, ignored)) return candidate;
  }
  return *candidates.begin();
}

std::string bytesOf(const std::filesystem::path& file) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(file, error) || std::filesystem::file_size(file, error) > largestBundle) {
    return {};
  }
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

/// Those that `isWanted`, of a PEM text of hundreds.
template<typename Wanted>
std::vector<X509Pointer> certificatesIn(const std::string& pem, Wanted isWanted) {
  std::vector<X509Pointer> found;
  const BioPointer bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  while (X509Pointer certificate{PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr)}) {
    if (isWanted(certificate.get())) found.push_back(std::move(certificate));
  }
  ERR_clear_error();
  return found;
}

std::vector<X509Pointer> certificatesOfKey(const std::string& pem, const X509* authority) {
  return certificatesIn(pem, [authority](X509* each) { return sameKey(each, authority); });
}

}  // namespace

SystemAnchors SystemAnchors::ofThisMachine() {
  SystemAnchors system;
  if (base::findProgram("update-ca-certificates")) {
    system.way = Way::UpdateCaCertificates;
    // openSUSE's command of the same name looks elsewhere.
    system.folder = firstThere({"/usr/local/share/ca-certificates", "/etc/pki/trust/anchors"});
    system.bundle = firstThere({"/etc/ssl/certs/ca-certificates.crt", "/etc/ssl/ca-bundle.pem"});
    system.refresh = {"update-ca-certificates"};
  } else if (base::findProgram("trust")) {
    system.way = Way::P11Kit;
    system.bundle = firstThere(
        {"/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem", "/etc/ca-certificates/extracted/tls-ca-bundle.pem"});
    system.folder = system.bundle.parent_path();
  }
  return system;
}

std::vector<X509Pointer> anchorsOfKey(const SystemAnchors& system, const X509* authority) {
  return certificatesOfKey(bytesOf(system.bundle), authority);
}

bool isPublicAnchor(const SystemAnchors& system, const X509* authority) {
  const std::vector<X509Pointer> anchors = anchorsOfKey(system, authority);
  const bool there =
      std::ranges::any_of(anchors, [&](const X509Pointer& anchor) { return X509_cmp(anchor.get(), authority) == 0; });
  if (!there || system.way != SystemAnchors::Way::UpdateCaCertificates) return there;
  std::error_code ignored;
  for (const auto& file : std::filesystem::recursive_directory_iterator(system.folder, ignored)) {
    if (!certificatesOfKey(bytesOf(file.path()), authority).empty()) return false;
  }
  return true;
}

X509Pointer anchorIssuing(const SystemAnchors& system, X509* certificate) {
  auto found = certificatesIn(bytesOf(system.bundle), [certificate](X509* each) {
    return X509_check_issued(each, certificate) == X509_V_OK && X509_verify(certificate, X509_get0_pubkey(each)) == 1;
  });
  return found.empty() ? nullptr : std::move(found.front());
}

bool sameKey(const X509* one, const X509* other) {
  return EVP_PKEY_eq(X509_get0_pubkey(one), X509_get0_pubkey(other)) == 1;
}

std::string anchorName(const X509* authority) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int length = 0;
  if (X509_pubkey_digest(authority, EVP_sha256(), digest.data(), &length) != 1) return "forkyard";
  return "forkyard-" + base::hexOf(std::span(digest).first(4));
}

}  // namespace certificates
