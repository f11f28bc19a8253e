// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// A one-loop server for tests and measurements: "/" greets, "/echo" gives the request's body back, "/events" sends an
// event each 100 ms, "/upgrade" becomes a stream that echoes. Prints its port and serves until its input ends.
//
//   echo_server http|https|http2 STORE    STORE: a folder for its self-signed certificate

#include <signal.h>
#include <unistd.h>

#include <cstdio>
#include <map>
#include <string_view>

#include "server/certificates/identity.h"
#include "server/handlers/hello_page.h"
#include "server/http/connection.h"
#include "server/http/router.h"
#include "server/net/acceptor.h"
#include "server/net/listener.h"
#include "server/net/plain_stream.h"
#include "server/net/ticket_keys.h"
#include "server/net/tls_stream.h"
#include "tests/server/http/border_handlers.h"

namespace {

template<typename T>
T orDie(base::Result<T> result) {
  if (result) return std::move(*result);
  std::fprintf(stderr, "echo_server: %s\n", result.error().sentence.c_str());
  std::exit(1);
}

/// Stops the loop once whoever started us is gone.
class InputWatch final : private net::Watcher {
 public:
  explicit InputWatch(net::EventLoop& loop) : m_loop(loop), m_watch(orDie(loop.watch(STDIN_FILENO, EPOLLIN, *this))) {}

 private:
  void handleReady(std::uint32_t) override { m_loop.stop(); }
  net::EventLoop& m_loop;
  net::Watch m_watch;
};

class EchoServer {
 public:
  EchoServer(net::EventLoop& loop, const config::Config& config, config::Protocol protocol, const char* store)
      : m_loop(loop), m_protocol(protocol), m_shared(loop, config, m_router, m_counters) {
    m_router.add("*", config::Scheme::Any, "/",
                 std::make_unique<handlers::HelloPage>(config::HelloRoute{}, 1, 0, getpid()));
    m_router.add("*", config::Scheme::Any, "/echo", std::make_unique<EchoHandler>());
    m_router.add("*", config::Scheme::Any, "/events", std::make_unique<EventsHandler>(loop, base::Milliseconds(100)));
    m_router.add("*", config::Scheme::Any, "/upgrade", std::make_unique<UpgradeHandler>());
    if (protocol != config::Protocol::Http) prepareTls(store);
  }
  void accept(base::UniqueFd fd, const net::SocketAddress& address) {
    std::unique_ptr<net::ByteStream> stream;
    if (m_tls)
      stream = std::make_unique<net::TlsStream>(std::move(fd), *m_tls, m_sendBuffers);
    else
      stream = std::make_unique<net::PlainStream>(std::move(fd), m_sendBuffers);
    auto connection = std::make_unique<http::Connection>(
        m_shared, std::move(stream), http::Client{.address = address.address, .port = address.port}, m_protocol,
        [this](http::Connection& closed) { forget(closed); });
    http::Connection& started = *connection;
    m_connections.emplace(&started, std::move(connection));
    if (!started.start()) forget(started);
  }

 private:
  void prepareTls(const char* store) {
    const certificates::Identity identity =
        orDie(certificates::loadIdentity(orDie(certificates::localhostFiles(store))));
    m_keys = std::make_unique<net::TicketKeys>(orDie(net::TicketKeys::generate()));
    m_tls = orDie(net::TlsContext::create({&identity}, {}, m_protocol, *m_keys));
  }
  void forget(http::Connection& connection) {
    const auto found = m_connections.find(&connection);
    m_loop.destroyLater(std::move(found->second));
    m_connections.erase(found);
  }

  net::EventLoop& m_loop;
  config::Protocol m_protocol;
  http::Router m_router;
  http::Counters m_counters;
  net::SendBufferPool m_sendBuffers;
  http::ConnectionShared m_shared;
  std::unique_ptr<net::TicketKeys> m_keys;
  std::unique_ptr<net::TlsContext> m_tls;
  std::map<http::Connection*, std::unique_ptr<http::Connection>> m_connections;
};

}  // namespace

int main(int count, char** arguments) {
  if (count != 3) return 2;
  ::signal(SIGPIPE, SIG_IGN);
  const std::string_view word = arguments[1];
  const config::Protocol protocol = word == "http"    ? config::Protocol::Http
                                    : word == "https" ? config::Protocol::Https
                                                      : config::Protocol::Http2;
  config::Config config;
  config.limits.body = std::uint64_t{1} << 30;
  const std::unique_ptr<net::EventLoop> loop = orDie(net::EventLoop::create());
  EchoServer server(*loop, config, protocol, arguments[2]);
  const net::Listener listener = orDie(net::Listener::bind("127.0.0.1", 0));
  net::Acceptor acceptor(
      *loop, listener.fd(),
      {.accepted = [&](base::UniqueFd fd, const net::SocketAddress& address) { server.accept(std::move(fd), address); },
       .holdsBack = {},
       .failed = {}});
  if (!acceptor.start()) return 1;
  const InputWatch input(*loop);
  std::printf("%d\n", listener.bound().port);
  std::fflush(stdout);
  loop->run();
  acceptor.stop();
  return 0;
}
