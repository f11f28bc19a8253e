// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// One loop, one socket, one handler.

#include "server/command_line/ca_share_command.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <sys/random.h>

#include <array>
#include <csignal>
#include <unordered_map>

#include "server/base/hex.h"
#include "server/base/xdg_directories.h"
#include "server/certificates/export.h"
#include "server/command_line/exit_code.h"
#include "server/control/message_share.h"
#include "server/handlers/authority_page.h"
#include "server/http/connection.h"
#include "server/net/acceptor.h"
#include "server/net/listener.h"
#include "server/net/plain_stream.h"
#include "server/net/signal_watch.h"

namespace command_line {

namespace {

constexpr std::size_t mostConnections = 32;

/// The first IPv4 address that others reach; empty: none.
std::string networkAddress() {
  ifaddrs* all = nullptr;
  if (::getifaddrs(&all) != 0) return {};
  const std::unique_ptr<ifaddrs, decltype(&::freeifaddrs)> owner(all, &::freeifaddrs);
  for (const ifaddrs* each = all; each != nullptr; each = each->ifa_next) {
    const bool isUp = (each->ifa_flags & IFF_UP) != 0 && (each->ifa_flags & IFF_LOOPBACK) == 0;
    if (!isUp || each->ifa_addr == nullptr || each->ifa_addr->sa_family != AF_INET) continue;
    std::array<char, INET_ADDRSTRLEN> text{};
    const auto* address = reinterpret_cast<const sockaddr_in*>(each->ifa_addr);
    if (::inet_ntop(AF_INET, &address->sin_addr, text.data(), text.size()) != nullptr) return text.data();
  }
  return {};
}

/// 128 bits, as nobody guesses them in ten minutes.
base::Result<std::string> randomFolder() {
  std::array<unsigned char, 16> bytes{};
  if (::getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size()))
    return base::failure("the system gives no random bytes");
  return "/" + base::hexOf(bytes) + "/";
}

class Share {
 public:
  Share(net::EventLoop& loop, const net::Listener& listener, handlers::AuthorityPage page)
      : m_loop(loop),
        m_port(listener.bound().port),
        m_page(std::move(page)),
        m_shared(loop, m_config, m_page, m_counters),
        m_acceptor(loop, listener.fd(), callbacks()) {}

  base::Result<void> start() { return m_acceptor.start(); }
  void stop() {
    m_acceptor.stop();
    while (!m_connections.empty()) m_connections.begin()->first->cut();
  }

 private:
  net::AcceptorCallbacks callbacks() {
    net::AcceptorCallbacks callbacks;
    callbacks.accepted = [this](base::UniqueFd fd, const net::SocketAddress& client) { serve(std::move(fd), client); };
    callbacks.failed = [](int) {};
    return callbacks;
  }
  void serve(base::UniqueFd fd, const net::SocketAddress& address) {
    if (m_connections.size() >= mostConnections) return;
    http::Client client;
    client.address = address.address;
    client.port = address.port;
    client.localPort = m_port;
    auto connection = std::make_unique<http::Connection>(
        m_shared, std::make_unique<net::PlainStream>(std::move(fd), m_sendBuffers), std::move(client),
        config::Protocol::Http, [this](http::Connection& closed) { handleClosed(closed); });
    http::Connection& started = *connection;
    m_connections.emplace(&started, std::move(connection));
    if (!started.start()) m_connections.erase(&started);
  }
  void handleClosed(http::Connection& connection) {
    const auto found = m_connections.find(&connection);
    if (found == m_connections.end()) return;
    m_loop.destroyLater(std::move(found->second));
    m_connections.erase(found);
  }

  net::EventLoop& m_loop;
  int m_port;
  config::Config m_config;
  http::Counters m_counters;
  handlers::AuthorityPage m_page;
  net::SendBufferPool m_sendBuffers;
  http::ConnectionShared m_shared;
  std::unordered_map<http::Connection*, std::unique_ptr<http::Connection>> m_connections;
  net::Acceptor m_acceptor;
};

base::Result<handlers::AuthorityPage::Content> publicContent() {
  const auto files = certificates::authorityFiles(base::dataDirectory());
  const auto facts = certificates::authorityFacts(files);
  if (!facts) return base::failure(facts.error());
  if (!*facts) return base::failure(base::Problem{.code = base::ProblemCode::AuthorityMissing});
  const auto der = certificates::exportAuthority(files, certificates::AuthorityForm::Der);
  if (!der) return base::failure(der.error());
  const auto pem = certificates::exportAuthority(files, certificates::AuthorityForm::Pem);
  if (!pem) return base::failure(pem.error());
  return handlers::AuthorityPage::Content{(*facts)->certificate.subject, (*facts)->certificate.fingerprint, *der, *pem};
}

int refuse(const base::Error& error, bool json) {
  if (json)
    fmt::print("{}\n", control::toJson(control::ShareReport{{}, {}, 0, error.sentence, error.problems}));
  else
    printError(error);
  return Failed;
}

std::string urlOf(const net::SocketAddress& bound, const std::string& folder) {
  const bool isSix = bound.address.find(':') != std::string::npos;
  const std::string host = isSix ? "[" + bound.address + "]" : bound.address;
  return fmt::format("http://{}:{}{}", host, bound.port, folder);
}

void tellShared(const control::ShareReport& report, bool json) {
  if (json)
    fmt::print("{}\n", control::toJson(report));
  else
    fmt::print("{}\nSHA-256 {}\nfor {} seconds, or until Ctrl+C; only the public certificate, never its key\n",
               report.url, report.fingerprint, report.seconds);
  std::fflush(stdout);
}

}  // namespace

int shareAuthority(const ShareArguments& arguments) {
  const std::string address = arguments.address.empty() ? networkAddress() : arguments.address;
  if (address.empty())
    return refuse(base::Error("this computer has no address in a network; name one with --address"), arguments.json);
  auto content = publicContent();
  if (!content) return refuse(content.error(), arguments.json);
  const auto folder = randomFolder();
  if (!folder) return refuse(folder.error(), arguments.json);
  const auto loop = net::EventLoop::create();
  if (!loop) return refuse(loop.error(), arguments.json);
  const auto listener = net::Listener::bind(address, arguments.port);
  if (!listener) return refuse(listener.error(), arguments.json);
  const control::ShareReport report{urlOf(listener->bound(), *folder), content->fingerprint, arguments.seconds, {}, {}};
  Share share(**loop, *listener, handlers::AuthorityPage(*folder, std::move(*content)));
  const std::array signals{SIGTERM, SIGINT, SIGHUP};
  const auto watch = net::SignalWatch::create(**loop, signals, [&](const signalfd_siginfo&) { (*loop)->stop(); });
  if (!watch) return refuse(watch.error(), arguments.json);
  net::Timer end(**loop, [&] { (*loop)->stop(); });
  end.startIn(std::chrono::seconds(arguments.seconds));
  if (const auto started = share.start(); !started) return refuse(started.error(), arguments.json);
  tellShared(report, arguments.json);
  (*loop)->run();
  share.stop();
  (*loop)->turn(base::Milliseconds(0));
  return Done;
}

}  // namespace command_line
