// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The rule of PostgreSQL and libpq, told with the command that mends it.

#include "server/certificates/key_permissions.h"

#include <pwd.h>

#include <array>
#include <string>
#include <system_error>

#include "server/certificates/bounded_file.h"
#include "server/certificates/file_problem.h"

namespace certificates {

namespace {

std::string userName(uid_t user) {
  std::array<char, 4096> buffer{};
  passwd entry{};
  passwd* found = nullptr;
  if (::getpwuid_r(user, &entry, buffer.data(), buffer.size(), &found) == 0 && found != nullptr) return entry.pw_name;
  return std::to_string(user);
}

std::string octal(mode_t mode) {
  std::string text = "0000";
  for (std::size_t at = 0; at < text.size(); ++at) {
    text[text.size() - 1 - at] = static_cast<char>('0' + ((mode >> (3 * at)) & 7U));
  }
  return text;
}

/// Where the links end, absolute: chmod on that name does what we say whatever stands before it.
std::filesystem::path target(const std::filesystem::path& file) {
  std::error_code ignored;
  const std::filesystem::path real = std::filesystem::canonical(file, ignored);
  return ignored ? std::filesystem::absolute(file, ignored) : real;
}

}  // namespace

std::vector<base::Problem> keyPermissionProblems(const std::filesystem::path& file, const struct stat& status,
                                                 uid_t user) {
  std::vector<base::Problem> problems;
  const mode_t mode = status.st_mode & 07777U;
  const std::string sudo = user == 0 || status.st_uid == user ? "" : "sudo ";
  if (status.st_uid != user && status.st_uid != 0) {
    problems.push_back(fileProblem(base::ProblemCode::KeyNotOwned, file,
                                   {{"owner", userName(status.st_uid)},
                                    {"command", sudo + "chown " + userName(user) + " " + shellWord(target(file))}}));
  }
  const mode_t forbidden = status.st_uid == 0 ? S_IWGRP | S_IXGRP | S_IRWXO : S_IRWXG | S_IRWXO;
  if ((mode & forbidden) != 0) {
    // Root's key that we read through its group stays readable that way.
    const bool byGroup = status.st_uid == 0 && user != 0;
    problems.push_back(fileProblem(
        base::ProblemCode::KeyPermissions, file,
        {{"mode", octal(mode)}, {"command", sudo + "chmod " + (byGroup ? "640 " : "600 ") + shellWord(target(file))}}));
  }
  return problems;
}

}  // namespace certificates
