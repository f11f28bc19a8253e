// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// See ticket_secret.h.

#include "server/cluster/ticket_secret.h"

#include <unistd.h>

#include "server/certificates/bounded_file.h"
#include "server/certificates/key_permissions.h"
#include "server/certificates/secret.h"

namespace cluster {

namespace {

using base::ProblemCode;

base::Problem secretProblem(ProblemCode code, const std::filesystem::path& file,
                            std::map<std::string, std::string> arguments) {
  base::Problem problem;
  problem.code = code;
  problem.file = file.string();
  problem.key = "sessions.ticket_secret";
  problem.arguments = std::move(arguments);
  return problem;
}

/// Nobody else can read it at any moment.
std::string makingCommand(const std::filesystem::path& file) {
  return "(umask 077; openssl rand -base64 48 > " + certificates::shellWord(file) + ")";
}

/// As of a private key, in this file's own words.
std::vector<base::Problem> ownershipProblems(const std::filesystem::path& file, const struct stat& status) {
  std::vector<base::Problem> problems;
  for (const base::Problem& each : certificates::keyPermissionProblems(file, status, ::geteuid())) {
    const bool isOwner = each.code == ProblemCode::KeyNotOwned;
    problems.push_back(secretProblem(isOwner ? ProblemCode::TicketSecretNotOwned : ProblemCode::TicketSecretPermissions,
                                     file, each.arguments));
  }
  return problems;
}

}  // namespace

base::Result<std::shared_ptr<const net::TlsTicketSeal>> loadTicketSeal(const config::Config& config) {
  const std::filesystem::path& file = config.sessions.ticketSecret;
  if (file.empty()) return nullptr;
  certificates::BoundedFile read = certificates::readBoundedFile(file);
  using Outcome = certificates::BoundedFile::Outcome;
  const certificates::Secret secret(std::move(read.bytes));
  if (read.outcome == Outcome::Missing)
    return base::failure(secretProblem(ProblemCode::TicketSecretMissing, file, {{"command", makingCommand(file)}}));
  if (read.outcome != Outcome::Read)
    return base::failure(secretProblem(ProblemCode::TicketSecretUnreadable, file, {{"reason", read.reason}}));
  std::vector<base::Problem> problems = ownershipProblems(file, read.status);
  if (secret.view().size() < net::TlsTicketSeal::shortestSecret) {
    problems.push_back(secretProblem(
        ProblemCode::TicketSecretShort, file,
        {{"minimum", std::to_string(net::TlsTicketSeal::shortestSecret)}, {"command", makingCommand(file)}}));
  }
  if (!problems.empty()) return base::failure(std::move(problems));
  auto seal = net::TlsTicketSeal::create(secret.view(), config.name);
  if (!seal) return base::failure(std::move(seal.error()));
  return std::shared_ptr<const net::TlsTicketSeal>(std::move(*seal));
}

}  // namespace cluster
