// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// See ticket_secret.h.

#include "server/certificates/ticket_secret.h"

#include <fcntl.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "server/base/unique_fd.h"
#include "server/certificates/bounded_file.h"
#include "server/certificates/file_problem.h"
#include "server/certificates/key_permissions.h"

namespace certificates {

namespace {

using base::ProblemCode;

/// Nobody else can read it at any moment.
std::string makingCommand(const std::filesystem::path& file) {
  return "(umask 077; openssl rand -base64 48 > " + shellWord(file) + ")";
}

/// As of a private key, in this file's own words.
std::vector<base::Problem> ownershipProblems(const std::filesystem::path& file, const struct stat& status) {
  std::vector<base::Problem> problems;
  for (const base::Problem& each : keyPermissionProblems(file, status, ::geteuid())) {
    const bool isOwner = each.code == ProblemCode::KeyNotOwned;
    problems.push_back(fileProblem(isOwner ? ProblemCode::TicketSecretNotOwned : ProblemCode::TicketSecretPermissions,
                                   file, each.arguments));
  }
  return problems;
}

/// What makingCommand() writes; empty: there is no randomness to be had.
Secret freshLine() {
  std::array<unsigned char, 48> bytes{};
  if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1) return {};
  std::string line(bytes.size() / 3 * 4 + 1, '\0');  // EVP_EncodeBlock ends it with a zero
  EVP_EncodeBlock(reinterpret_cast<unsigned char*>(line.data()), bytes.data(), static_cast<int>(bytes.size()));
  OPENSSL_cleanse(bytes.data(), bytes.size());
  line.back() = '\n';
  return Secret(std::move(line));
}

tl::unexpected<base::Error> notMade(const std::filesystem::path& file, const std::string& reason) {
  return base::failure(fileProblem(ProblemCode::TicketSecretNotMade, file, {{"reason", reason}}));
}

}  // namespace

base::Result<Secret> readTicketSecret(const std::filesystem::path& file) {
  BoundedFile read = readBoundedFile(file);
  Secret secret(std::move(read.bytes));
  if (read.outcome == BoundedFile::Outcome::Missing)
    return base::failure(fileProblem(ProblemCode::TicketSecretMissing, file, {{"command", makingCommand(file)}}));
  if (read.outcome != BoundedFile::Outcome::Read)
    return base::failure(fileProblem(ProblemCode::TicketSecretUnreadable, file, {{"reason", read.reason}}));
  std::vector<base::Problem> problems = ownershipProblems(file, read.status);
  if (secret.view().size() < shortestTicketSecret) {
    problems.push_back(
        fileProblem(ProblemCode::TicketSecretShort, file,
                    {{"minimum", std::to_string(shortestTicketSecret)}, {"command", makingCommand(file)}}));
  }
  if (!problems.empty()) return base::failure(std::move(problems));
  return secret;
}

base::Result<TicketSecretMaking> makeTicketSecret(const std::filesystem::path& file) {
  const Secret line = freshLine();
  if (line.isEmpty()) return notMade(file, "there is no randomness to be had");
  const base::UniqueFd made(::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR));
  if (!made && errno == EEXIST) return TicketSecretMaking::AlreadyThere;
  if (!made) return notMade(file, base::errnoText(errno));
  const auto size = static_cast<ssize_t>(line.view().size());
  errno = ENOSPC;  // what a write that takes less than all does not say
  if (::write(made.get(), line.view().data(), line.view().size()) == size && ::fsync(made.get()) == 0)
    return TicketSecretMaking::Made;
  const std::string reason = base::errnoText(errno);
  ::unlink(file.c_str());
  return notMade(file, reason);
}

}  // namespace certificates
