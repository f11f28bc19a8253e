// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Any file as a certificate, a chain or a private key: refused in words, or told in facts.

#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <string>

#include "server/base/unique_fd.h"
#include "server/certificates/certificate.h"
#include "server/certificates/certificate_chain.h"
#include "server/certificates/private_key.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const base::UniqueFd memory(::memfd_create("fuzz", MFD_CLOEXEC));
  if (::fchmod(memory.get(), 0600) != 0 || ::write(memory.get(), data, size) != static_cast<ssize_t>(size))
    std::abort();
  const std::filesystem::path file = "/proc/self/fd/" + std::to_string(memory.get());
  if (const auto certificates = certificates::readCertificates(file)) {
    for (const auto& certificate : *certificates) (void)certificates::factsOf(certificate.get());
    (void)certificates::orderChain(certificates->front().get(), *certificates);
  }
  const certificates::KeyReading key = certificates::readKeyFile(file);
  if (!key.key && key.problems.empty()) std::abort();
  return 0;
}
