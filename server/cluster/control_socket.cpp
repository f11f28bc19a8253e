// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT

#include "server/cluster/control_socket.h"

#include <fcntl.h>
#include <grp.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <vector>

namespace cluster {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t longestPath = sizeof(sockaddr_un::sun_path) - 1;
constexpr int backlog = 64;

base::Problem problemOf(base::ProblemCode code, std::map<std::string, std::string> arguments) {
  base::Problem problem;
  problem.code = code;
  problem.arguments = std::move(arguments);
  return problem;
}

base::Problem unavailable(const fs::path& path, std::string reason) {
  return problemOf(base::ProblemCode::ControlUnavailable, {{"path", path.string()}, {"reason", std::move(reason)}});
}

base::Problem alreadyRunning(const std::string& name, pid_t pid) {
  return problemOf(base::ProblemCode::AlreadyRunning, {{"name", name}, {"pid", std::to_string(pid)}});
}

sockaddr_un addressOf(const fs::path& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  path.native().copy(address.sun_path, longestPath);
  return address;
}

const sockaddr* generic(const sockaddr_un& address) {
  return reinterpret_cast<const sockaddr*>(&address);
}

pid_t pidIn(int lock) {
  char text[16] = {};
  if (::pread(lock, text, sizeof text - 1, 0) <= 0) return 0;
  return static_cast<pid_t>(std::strtol(text, nullptr, 10));
}

bool writePid(int lock) {
  const std::string pid = std::to_string(::getpid()) + "\n";
  return ::ftruncate(lock, 0) == 0 && ::pwrite(lock, pid.data(), pid.size(), 0) >= 0;
}

base::Result<base::UniqueFd> takeLock(const fs::path& path, const std::string& name) {
  base::UniqueFd lock(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0600));
  if (!lock) return base::failure(unavailable(path, base::errnoText(errno)));
  struct stat status {};
  if (::fstat(lock.get(), &status) != 0 || !S_ISREG(status.st_mode))
    return base::failure(problemOf(base::ProblemCode::ControlPathTaken, {{"path", path.string()}}));
  if (::flock(lock.get(), LOCK_EX | LOCK_NB) != 0) {
    if (errno == EWOULDBLOCK) return base::failure(alreadyRunning(name, pidIn(lock.get())));
    return base::failure(unavailable(path, base::errnoText(errno)));
  }
  if (!writePid(lock.get())) return base::failure(unavailable(path, base::errnoText(errno)));
  return lock;
}

/// Removes a socket that nobody listens at any more. Having the lock is not enough to know: someone may have removed
/// the lock's file under a running server.
base::Result<void> clearStale(const fs::path& path, const std::string& name) {
  struct stat status {};
  if (::lstat(path.c_str(), &status) != 0) {
    if (errno == ENOENT) return {};
    return base::failure(unavailable(path, base::errnoText(errno)));
  }
  if (!S_ISSOCK(status.st_mode))
    return base::failure(problemOf(base::ProblemCode::ControlPathTaken, {{"path", path.string()}}));
  const base::UniqueFd probe(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  const sockaddr_un address = addressOf(path);
  const bool answered = ::connect(probe.get(), generic(address), sizeof address) == 0;
  if (answered || errno == EAGAIN) {
    ucred peer{};
    socklen_t size = sizeof peer;
    ::getsockopt(probe.get(), SOL_SOCKET, SO_PEERCRED, &peer, &size);
    return base::failure(alreadyRunning(name, answered ? peer.pid : 0));
  }
  if (errno != ECONNREFUSED && errno != ENOENT) return base::failure(unavailable(path, base::errnoText(errno)));
  if (::unlink(path.c_str()) != 0 && errno != ENOENT) return base::failure(unavailable(path, base::errnoText(errno)));
  return {};
}

base::Result<std::optional<gid_t>> groupOf(const std::string& group, const fs::path& path) {
  if (group.empty()) return std::nullopt;
  std::vector<char> buffer(16 * 1024);
  struct group entry {};
  struct group* found = nullptr;
  if (::getgrnam_r(group.c_str(), &entry, buffer.data(), buffer.size(), &found) != 0 || found == nullptr)
    return base::failure(unavailable(path, "there is no group " + group + " ([control] group)"));
  return entry.gr_gid;
}

base::Result<base::UniqueFd> listenAt(const fs::path& path, std::optional<gid_t> group) {
  base::UniqueFd listener(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  const sockaddr_un address = addressOf(path);
  // Before bind, so that there is no moment in which the file has a wider mode (unix(7), Linux).
  const bool bound =
      listener && ::fchmod(listener.get(), 0600) == 0 &&
      ::bind(listener.get(), generic(address), sizeof address) == 0 &&
      (!group || (::chown(path.c_str(), static_cast<uid_t>(-1), *group) == 0 && ::chmod(path.c_str(), 0660) == 0)) &&
      ::listen(listener.get(), backlog) == 0;
  if (!bound) return base::failure(unavailable(path, base::errnoText(errno)));
  return listener;
}

bool isInGroup(int connection, gid_t primary, gid_t wanted) {
  if (primary == wanted) return true;
  std::vector<gid_t> groups(1024);
  auto size = static_cast<socklen_t>(groups.size() * sizeof(gid_t));
  if (::getsockopt(connection, SOL_SOCKET, SO_PEERGROUPS, groups.data(), &size) != 0) return false;
  groups.resize(size / sizeof(gid_t));
  return std::find(groups.begin(), groups.end(), wanted) != groups.end();
}

}  // namespace

base::Result<ControlSocket> ControlSocket::bind(const fs::path& directory, const std::string& name,
                                                const std::string& group) {
  ControlSocket socket;
  socket.m_path = directory / (name + ".sock");
  if (socket.m_path.native().size() > longestPath)
    return base::failure(problemOf(base::ProblemCode::ControlPathTooLong,
                                   {{"path", socket.m_path.string()}, {"limit", std::to_string(longestPath)}}));
  auto wantedGroup = groupOf(group, socket.m_path);
  if (!wantedGroup) return base::failure(std::move(wantedGroup.error()));
  socket.m_group = *wantedGroup;

  auto lock = takeLock(directory / (name + ".lock"), name);
  if (!lock) return base::failure(std::move(lock.error()));
  socket.m_lock = std::move(*lock);
  if (auto cleared = clearStale(socket.m_path, name); !cleared) return base::failure(std::move(cleared.error()));
  auto listener = listenAt(socket.m_path, socket.m_group);
  if (!listener) return base::failure(std::move(listener.error()));
  socket.m_listener = std::move(*listener);
  return socket;
}

base::Result<ControlSocket> ControlSocket::adopt(base::UniqueFd lock, base::UniqueFd listener, fs::path path,
                                                 const std::string& group) {
  ControlSocket socket;
  auto wantedGroup = groupOf(group, path);
  if (!wantedGroup) return base::failure(std::move(wantedGroup.error()));
  socket.m_group = *wantedGroup;
  socket.m_path = std::move(path);
  socket.m_lock = std::move(lock);
  socket.m_listener = std::move(listener);
  return socket;
}

void ControlSocket::claim() {
  // Names for whoever asks who it is; the lock itself is held, and the socket listens.
  static_cast<void>(writePid(m_lock.get()));
  static_cast<void>(::listen(m_listener.get(), backlog));
}

ControlSocket::Peer ControlSocket::peerOf(int connection) const {
  ucred peer{};
  socklen_t size = sizeof peer;
  if (::getsockopt(connection, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0) return Peer::Stranger;
  if (peer.uid == ::geteuid() || peer.uid == 0) return Peer::Owner;
  return m_group && isInGroup(connection, peer.gid, *m_group) ? Peer::Group : Peer::Stranger;
}

void ControlSocket::remove() {
  if (m_listener) ::unlink(m_path.c_str());
  abandon();
}

void ControlSocket::abandon() {
  m_listener.reset();
  m_lock.reset();
}

}  // namespace cluster
