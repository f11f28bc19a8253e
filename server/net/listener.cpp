// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Binding, and saying what stands in the way.

#include "server/net/listener.h"

#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <memory>

#include "server/net/port_holder.h"

namespace net {

namespace {

constexpr int backlog = 4096;
constexpr int firstUnprivilegedPort = 1024;

using base::Problem;
using base::ProblemCode;
using AddressList = std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)>;

Problem problem(ProblemCode code, const std::string& address, int port) {
  Problem result;
  result.code = code;
  result.arguments = {{"address", address}, {"port", std::to_string(port)}};
  return result;
}

bool setOption(int fd, int level, int option, int value) {
  return ::setsockopt(fd, level, option, &value, sizeof value) == 0;
}

/// 0, or an errno value.
int tryToListen(const addrinfo& candidate, base::UniqueFd& fd) {
  fd.reset(::socket(candidate.ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_TCP));
  if (!fd) return errno;
  // Without it, connections of a server that just ended would hold the port for a minute.
  if (!setOption(fd.get(), SOL_SOCKET, SO_REUSEADDR, 1)) return errno;
  if (candidate.ai_family == AF_INET6 && !setOption(fd.get(), IPPROTO_IPV6, IPV6_V6ONLY, 0)) return errno;
  if (!setOption(fd.get(), IPPROTO_TCP, TCP_NODELAY, 1)) return errno;
  if (::bind(fd.get(), candidate.ai_addr, candidate.ai_addrlen) != 0) return errno;
  return ::listen(fd.get(), backlog) == 0 ? 0 : errno;
}

SocketAddress wantedAddress(const addrinfo& candidate) {
  sockaddr_storage storage{};
  std::memcpy(&storage, candidate.ai_addr, candidate.ai_addrlen);
  return socketAddress(storage);
}

Problem explain(int number, const std::string& address, int port, const SocketAddress& wanted) {
  switch (number) {
    case EADDRINUSE: {
      const auto holder = findPortHolder(wanted);
      if (!holder) return problem(ProblemCode::PortInUse, address, port);
      Problem result = problem(ProblemCode::PortInUseBy, address, port);
      result.arguments["program"] = holder->program;
      result.arguments["pid"] = std::to_string(holder->pid);
      return result;
    }
    case EACCES:
      if (port < firstUnprivilegedPort) {
        std::error_code ignored;
        Problem result = problem(ProblemCode::PortPrivileged, address, port);
        result.arguments["command"] =
            "sudo setcap cap_net_bind_service=+ep " + std::filesystem::read_symlink("/proc/self/exe", ignored).string();
        return result;
      }
      break;
    case EADDRNOTAVAIL:
    case EAFNOSUPPORT:  // no IPv6 on this machine
      return problem(ProblemCode::AddressUnavailable, address, port);
    default:
      break;
  }
  Problem result = problem(ProblemCode::ListenFailed, address, port);
  result.arguments["reason"] = base::errnoText(number);
  return result;
}

/// Numeric first, so that an address never waits for a name server. 0, or an EAI_ value.
int resolve(const std::string& address, int port, AddressList& list) {
  addrinfo hints{};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  const std::string service = std::to_string(port);
  int failure = EAI_NONAME;
  for (const int flags : {AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE, AI_NUMERICSERV | AI_PASSIVE}) {
    hints.ai_flags = flags;
    addrinfo* found = nullptr;
    failure = ::getaddrinfo(address.c_str(), service.c_str(), &hints, &found);
    list.reset(found);
    if (failure == 0) break;
  }
  return failure;
}

}  // namespace

base::Result<Listener> Listener::bind(const std::string& address, int port) {
  AddressList list(nullptr, &::freeaddrinfo);
  if (const int failure = resolve(address, port, list); failure != 0) {
    Problem unknown = problem(ProblemCode::AddressUnknown, address, port);
    unknown.arguments["reason"] = failure == EAI_SYSTEM ? base::errnoText(errno) : ::gai_strerror(failure);
    return base::failure(unknown);
  }
  int firstFailure = 0;
  for (const addrinfo* candidate = list.get(); candidate != nullptr; candidate = candidate->ai_next) {
    base::UniqueFd fd;
    const int failure = tryToListen(*candidate, fd);
    if (failure == 0) {
      SocketAddress bound = localAddress(fd.get());
      return Listener(std::move(fd), std::move(bound));
    }
    if (firstFailure == 0) firstFailure = failure;
    // Another address of the name may be here when this one is not; a port in use is a person's to decide about.
    if (failure != EADDRNOTAVAIL && failure != EAFNOSUPPORT) {
      return base::failure(explain(failure, address, port, wantedAddress(*candidate)));
    }
  }
  return base::failure(explain(firstFailure, address, port, wantedAddress(*list)));
}

base::Result<Listener> Listener::adopt(base::UniqueFd fd) {
  SocketAddress bound = localAddress(fd.get());
  const int flags = ::fcntl(fd.get(), F_GETFL);
  if (bound.port == 0 || flags < 0) {
    Problem other = problem(ProblemCode::ListenFailed, bound.address, bound.port);
    other.arguments["reason"] = "descriptor " + std::to_string(fd.get()) + " is not a bound TCP socket";
    return base::failure(other);
  }
  if (::fcntl(fd.get(), F_SETFL, flags | O_NONBLOCK) != 0 || ::fcntl(fd.get(), F_SETFD, FD_CLOEXEC) != 0 ||
      !setOption(fd.get(), IPPROTO_TCP, TCP_NODELAY, 1) || ::listen(fd.get(), backlog) != 0) {
    return base::failure(explain(errno, bound.address, bound.port, bound));
  }
  return Listener(std::move(fd), std::move(bound));
}

}  // namespace net
