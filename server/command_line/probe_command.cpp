// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT

#include "server/command_line/probe_command.h"

#include <fmt/format.h>
#include <netdb.h>
#include <pwd.h>
#include <sys/stat.h>

#include <algorithm>
#include <charconv>
#include <fstream>
#include <iterator>
#include <memory>
#include <vector>

#include "server/base/unique_fd.h"
#include "server/command_line/exit_code.h"
#include "server/control/message.h"
#include "server/net/port_holder.h"
#include "server/net/tls_probe.h"

namespace command_line {

namespace {

constexpr std::size_t longestCommand = 500;
constexpr base::Milliseconds handshakePatience(5000);

struct AddressListRelease {
  void operator()(addrinfo* list) const { ::freeaddrinfo(list); }
};
using AddressList = std::unique_ptr<addrinfo, AddressListRelease>;

std::string contentOf(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// "127.0.0.1:80" and "[::1]:80"; an empty address where it is neither.
net::SocketAddress targetOf(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos || colon == 0) return {};
  std::string_view address = text.substr(0, colon);
  if (address.starts_with('[') && address.ends_with(']')) address = address.substr(1, address.size() - 2);
  net::SocketAddress target{std::string(address), 0};
  const std::string_view port = text.substr(colon + 1);
  const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), target.port);
  const bool isPort =
      error == std::errc() && end == port.data() + port.size() && target.port > 0 && target.port < 65536;
  return isPort ? target : net::SocketAddress{};
}

/// 0, or the errno of a bind that a listener of ours would meet too.
int bindError(const addrinfo& address) {
  const base::UniqueFd socket(::socket(address.ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const int on = 1;
  ::setsockopt(socket.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  return ::bind(socket.get(), address.ai_addr, address.ai_addrlen) == 0 && ::listen(socket.get(), 1) == 0 ? 0 : errno;
}

std::string userOf(pid_t pid) {
  struct stat status {};
  if (::stat(fmt::format("/proc/{}", pid).c_str(), &status) != 0) return {};
  std::vector<char> buffer(16 * 1024);
  passwd entry{};
  passwd* found = nullptr;
  if (::getpwuid_r(status.st_uid, &entry, buffer.data(), buffer.size(), &found) == 0 && found != nullptr)
    return entry.pw_name;
  return std::to_string(status.st_uid);
}

/// Field 22 of /proc/PID/stat is in clock ticks since the machine started; the name before it may hold anything.
base::UnixMilliseconds startOf(pid_t pid) {
  const std::string stat = contentOf(fmt::format("/proc/{}/stat", pid));
  const std::string boot = contentOf("/proc/stat");
  const std::size_t bootAt = boot.find("btime ");
  std::size_t at = stat.rfind(')');
  for (int field = 2; field < 22 && at != std::string::npos; ++field) at = stat.find(' ', at + 1);
  if (at == std::string::npos || bootAt == std::string::npos) return 0;
  const std::int64_t ticks = std::strtoll(stat.c_str() + at, nullptr, 10);
  return std::strtoll(boot.c_str() + bootAt + 6, nullptr, 10) * 1000 + ticks * 1000 / ::sysconf(_SC_CLK_TCK);
}

std::string commandOf(pid_t pid) {
  std::string command = contentOf(fmt::format("/proc/{}/cmdline", pid)).substr(0, longestCommand);
  std::replace(command.begin(), command.end(), '\0', ' ');
  while (command.ends_with(' ')) command.pop_back();
  return command;
}

control::PortReport look(const net::SocketAddress& target, const addrinfo& address) {
  control::PortReport report;
  report.address = target.address;
  report.port = target.port;
  const int error = bindError(address);
  report.inUse = error == EADDRINUSE;
  if (error != 0 && error != EADDRINUSE) report.error = base::errnoText(error);
  sockaddr_storage bound{};
  std::copy_n(reinterpret_cast<const char*>(address.ai_addr), address.ai_addrlen, reinterpret_cast<char*>(&bound));
  const auto holder = report.inUse ? net::findPortHolder(net::socketAddress(bound)) : std::nullopt;
  if (!holder) return report;
  report.program = holder->program;
  report.pid = holder->pid;
  report.user = userOf(holder->pid);
  report.command = commandOf(holder->pid);
  report.since = startOf(holder->pid);
  return report;
}

std::string textOf(const control::PortReport& report) {
  const std::string where = fmt::format("{}:{}", report.address, report.port);
  if (!report.error.empty()) return where + " cannot be used: " + report.error;
  if (!report.inUse) return where + " is free";
  if (report.pid == 0) return where + " is in use by a program of another user";
  return fmt::format("{} is in use by {} (PID {}, user {}) since {}: {}", where, report.program, report.pid,
                     report.user, base::isoTime(report.since), report.command);
}

control::TlsReport shakeHands(const net::SocketAddress& target) {
  control::TlsReport report;
  report.host = target.address;
  report.port = target.port;
  auto handshake = net::probeTls(target.address, target.port, handshakePatience);
  if (!handshake) {
    report.error = handshake.error().sentence;
    return report;
  }
  report.version = handshake->version;
  report.cipher = handshake->cipher;
  report.protocol = handshake->protocol;
  report.subject = handshake->certificate.subject;
  report.issuer = handshake->certificate.issuer;
  report.names = handshake->certificate.names;
  report.fingerprint = handshake->certificate.fingerprint;
  report.notAfter = handshake->certificate.notAfter;
  for (const auto& each : handshake->chain) report.chain += certificates::certificatePem(each.get());
  report.trusted = handshake->trusted;
  report.distrust = handshake->distrust;
  return report;
}

std::string textOf(const control::TlsReport& report) {
  return fmt::format("{}, {}, protocol {}\ncertificate for {} ({}), issued by {}, until {}\n{}", report.version,
                     report.cipher, report.protocol.empty() ? "not agreed" : report.protocol, report.subject,
                     fmt::join(report.names, ", "), report.issuer, base::isoTime(report.notAfter),
                     report.trusted ? "trusted by this system" : "not trusted by this system: " + report.distrust);
}

int refuseTarget(const std::string& target) {
  printError(base::Error("\"" + target + "\" is not an address and a port, such as 127.0.0.1:8443"));
  return WrongUse;
}

}  // namespace

int probeTls(const std::string& target, bool json) {
  const net::SocketAddress address = targetOf(target);
  if (address.port == 0) return refuseTarget(target);
  const control::TlsReport report = shakeHands(address);
  if (json) fmt::print("{}\n", control::toJson(report));
  if (!json && report.error.empty()) fmt::print("{}\n", textOf(report));
  if (!json && !report.error.empty()) printError(base::Error(report.error));
  return report.error.empty() ? Done : Failed;
}

int probePort(const std::string& target, bool json) {
  const net::SocketAddress address = targetOf(target);
  if (address.port == 0) return refuseTarget(target);
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE;
  addrinfo* list = nullptr;
  const int error = ::getaddrinfo(address.address.c_str(), std::to_string(address.port).c_str(), &hints, &list);
  const AddressList found(list);
  if (error != 0) {
    printError(base::Error(fmt::format("cannot find the address of {}: {}", address.address, ::gai_strerror(error))));
    return Failed;
  }
  const control::PortReport report = look(address, *found);
  fmt::print("{}\n", json ? control::toJson(report) : textOf(report));
  return Done;
}

}  // namespace command_line
