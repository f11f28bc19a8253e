// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// What `forkyard cert sign` does, for a file or for text.

#include "gui/certificates/signing_task.h"

#include "gui/certificates/local_authority.h"
#include "server/certificates/bounded_file.h"
#include "server/certificates/export.h"
#include "server/certificates/file_problem.h"

namespace signingTask {

namespace {

base::Result<certificates::SigningRequest> requestOf(const Source& source) {
  if (source.file.empty()) return certificates::readSigningRequest(source.text, source.file);
  const certificates::BoundedFile read = certificates::readBoundedFile(source.file);
  if (read.outcome == certificates::BoundedFile::Outcome::Read)
    return certificates::readSigningRequest(read.bytes, source.file);
  if (read.outcome == certificates::BoundedFile::Outcome::Missing)
    return base::failure(certificates::fileProblem(base::ProblemCode::CertificateMissing, source.file));
  return base::failure(
      certificates::fileProblem(base::ProblemCode::CertificateUnreadable, source.file, {{"reason", read.reason}}));
}

}  // namespace

base::Result<Wish> read(const Source& source) {
  auto request = requestOf(source);
  if (!request) return base::failure(std::move(request.error()));
  return Wish{std::move(request->wish), std::move(request->problems)};
}

base::Result<certificates::CertificateFacts> sign(const Order& order) {
  auto request = requestOf(order.source);
  if (!request) return base::failure(std::move(request.error()));
  request->wish.days = order.days;
  request->wish.usage = order.usage;
  const auto authority = certificates::openAuthority(LocalAuthority::files(), order.passphrase);
  if (!authority) return base::failure(authority.error());
  const auto made = certificates::issueFor(*authority, request->wish, request->key.get(), base::unixNow());
  if (!made) return base::failure(made.error());
  const certificates::Secret pem(certificates::certificatePem(made->get()) +
                                 certificates::certificatePem(authority->certificate.get()));
  if (auto written = certificates::writeExport(order.output, pem, false, certificates::Overwrite::Yes); !written)
    return base::failure(std::move(written.error()));
  return certificates::factsOf(made->get());
}

}  // namespace signingTask
