// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// See local_root.h.

#include "server/certificates/local_root.h"

#include <algorithm>

#include "server/base/xdg_directories.h"
#include "server/certificates/certificate.h"
#include "server/certificates/certificate_authority.h"
#include "server/certificates/certificate_chain.h"

namespace certificates {

std::vector<X509Pointer> localRoots() {
  auto read = readCertificates(authorityFiles(base::dataDirectory()).certificate);
  return read ? std::move(*read) : std::vector<X509Pointer>();
}

bool endsAtLocalRoot(X509* leaf, const std::vector<X509Pointer>& chain) {
  X509* const last = chain.empty() ? leaf : chain.back().get();
  const auto roots = localRoots();
  return std::any_of(roots.begin(), roots.end(),
                     [last](const X509Pointer& root) { return isIssuedBy(last, root.get()); });
}

}  // namespace certificates
