// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT

#include "server/cluster/privileges.h"

#include <grp.h>
#include <linux/capability.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <optional>
#include <vector>

namespace cluster {

namespace {

struct Account {
  uid_t user = 0;
  gid_t group = 0;
};

std::optional<Account> findAccount(const std::string& name) {
  std::vector<char> buffer(16 * 1024);
  passwd entry{};
  passwd* found = nullptr;
  ::getpwnam_r(name.c_str(), &entry, buffer.data(), buffer.size(), &found);
  if (found == nullptr) return std::nullopt;
  return Account{entry.pw_uid, entry.pw_gid};
}

base::Problem dropFailed(const std::string& user, const std::string& reason) {
  base::Problem problem;
  problem.code = base::ProblemCode::PrivilegeDropFailed;
  problem.key = "cluster.user";
  problem.arguments = {{"user", user}, {"reason", reason}};
  return problem;
}

void dropCapabilities() {
  ::prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
  __user_cap_header_struct header{.version = _LINUX_CAPABILITY_VERSION_3, .pid = 0};
  const std::array<__user_cap_data_struct, _LINUX_CAPABILITY_U32S_3> none{};
  ::syscall(SYS_capset, &header, none.data());  // glibc has no function for it
}

base::Problem unknownUser(const std::string& user) {
  base::Problem problem;
  problem.code = base::ProblemCode::UserUnknown;
  problem.key = "cluster.user";
  problem.arguments = {{"user", user}};
  return problem;
}

}  // namespace

base::Result<void> checkUser(const std::string& user) {
  if (user.empty()) return {};
  const std::optional<Account> account = findAccount(user);
  if (!account) return base::failure(unknownUser(user));
  if (::geteuid() != 0 && ::geteuid() != account->user) {
    return base::failure(dropFailed(user, "only root can become another user"));
  }
  return {};
}

base::Result<void> dropPrivileges(const std::string& user) {
  ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  // What systemd may have given the master, to bind low ports: a worker binds nothing.
  if (::geteuid() != 0) dropCapabilities();
  if (user.empty()) return {};
  const std::optional<Account> account = findAccount(user);
  if (!account) return base::failure(unknownUser(user));
  if (::geteuid() == account->user && ::getuid() == account->user) return {};

  if (::setgid(account->group) != 0) return base::failure(dropFailed(user, "setgid: " + base::errnoText(errno)));
  if (::initgroups(user.c_str(), account->group) != 0) {
    return base::failure(dropFailed(user, "initgroups: " + base::errnoText(errno)));
  }
  if (::setuid(account->user) != 0) return base::failure(dropFailed(user, "setuid: " + base::errnoText(errno)));
  if (account->user != 0 && ::setuid(0) == 0) return base::failure(dropFailed(user, "root can be had back"));
  return {};
}

}  // namespace cluster
