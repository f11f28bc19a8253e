// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// See resolver.h. ares_getaddrinfo(3) on our own epoll loop.

#include "server/net/resolver.h"

#include <ares.h>
#include <arpa/inet.h>
#include <sys/time.h>

#include <algorithm>
#include <cstring>
#include <utility>

namespace net {

namespace {

constexpr int serverTimeout = 1000;  ///< milliseconds a try
constexpr int tries = 2;

struct AddressListRelease {
  void operator()(ares_addrinfo* list) const { ares_freeaddrinfo(list); }
};

}  // namespace

/// One of c-ares' own sockets. Destroyed later, for c-ares closes sockets while one of them has the word.
class Resolver::Socket final : public Destroyable, private Watcher {
 public:
  Socket(Resolver& resolver, int fd) : m_resolver(&resolver), m_fd(fd) {}
  void watch(std::uint32_t events) {
    if (m_watch) return m_watch.change(events);
    if (auto watch = m_resolver->m_loop.watch(m_fd, events, *this)) m_watch = std::move(*watch);
  }
  void forget() { m_watch.stop(); }

 private:
  void handleReady(std::uint32_t events) override {
    const bool readable = (events & (EPOLLIN | EPOLLERR | EPOLLHUP)) != 0;
    m_resolver->process(readable ? m_fd : ARES_SOCKET_BAD, (events & EPOLLOUT) != 0 ? m_fd : ARES_SOCKET_BAD);
  }

  Resolver* m_resolver;
  int m_fd;
  Watch m_watch;
};

/// What c-ares is given to call back: lives until it does, whether or not anybody still wants to know.
class Resolver::Pending {
 public:
  explicit Pending(Query& query) : m_query(&query) {}
  void forget() { m_query = nullptr; }

  static void answered(void* self, int status, int, ares_addrinfo* list) {
    const std::unique_ptr<Pending> us(static_cast<Pending*>(self));
    const std::unique_ptr<ares_addrinfo, AddressListRelease> addresses(list);
    Query* const query = us->m_query;
    if (query == nullptr) return;
    query->m_pending = nullptr;
    if (status == ARES_SUCCESS && addresses) take(*addresses, query->m_resolution);
    if (query->m_resolution.addresses.empty())
      query->m_resolution.failure = status == ARES_SUCCESS ? "it has no address" : ares_strerror(status);
    if (status != ARES_EDESTRUCTION) query->m_loop.defer(*query);
  }

 private:
  static void take(const ares_addrinfo& list, Resolution& resolution) {
    for (const ares_addrinfo_node* node = list.nodes; node != nullptr; node = node->ai_next) {
      ResolvedAddress address;
      address.length = static_cast<socklen_t>(std::min<std::size_t>(node->ai_addrlen, sizeof address.storage));
      std::memcpy(&address.storage, node->ai_addr, address.length);
      resolution.addresses.push_back(address);
    }
  }

  Query* m_query;
};

Resolver::Query::Query(EventLoop& loop, std::function<void(const Resolution&)> answered)
    : m_loop(loop), m_answered(std::move(answered)) {}

Resolver::Query::~Query() {
  if (m_pending != nullptr) m_pending->forget();
}

void Resolver::Query::runDeferred() {
  const auto answered = std::move(m_answered);
  const Resolution resolution = std::move(m_resolution);
  answered(resolution);
}

Resolver::Resolver(EventLoop& loop)
    : m_loop(loop), m_timer(loop, [this] { process(ARES_SOCKET_BAD, ARES_SOCKET_BAD); }) {}

base::Result<std::unique_ptr<Resolver>> Resolver::create(EventLoop& loop, const std::string& servers) {
  std::unique_ptr<Resolver> resolver(new Resolver(loop));
  ares_options options{};
  options.timeout = serverTimeout;
  options.tries = tries;
  options.sock_state_cb = &Resolver::socketChanged;
  options.sock_state_cb_data = resolver.get();
  int status =
      ares_init_options(&resolver->m_channel, &options, ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES | ARES_OPT_SOCK_STATE_CB);
  if (status == ARES_SUCCESS && !servers.empty())
    status = ares_set_servers_ports_csv(resolver->m_channel, servers.c_str());
  if (status != ARES_SUCCESS) return base::failure(std::string("cannot look up names: ") + ares_strerror(status));
  return resolver;
}

Resolver::~Resolver() {
  if (m_channel != nullptr) ares_destroy(m_channel);
}

std::unique_ptr<Resolver::Query> Resolver::lookUp(const std::string& host, int port,
                                                  std::function<void(const Resolution&)> answered) {
  auto query = std::make_unique<Query>(m_loop, std::move(answered));
  auto pending = std::make_unique<Pending>(*query);
  query->m_pending = pending.get();
  ares_addrinfo_hints hints{};
  // c-ares before 1.19 asks the DNS for the name "127.0.0.1" where either family would do.
  in_addr address{};
  hints.ai_family = ::inet_pton(AF_INET, host.c_str(), &address) == 1 ? AF_INET : AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = ARES_AI_NUMERICSERV;
  ares_getaddrinfo(m_channel, host.c_str(), std::to_string(port).c_str(), &hints, &Pending::answered,
                   pending.release());
  startTimer();
  return query;
}

void Resolver::socketChanged(void* self, int fd, int readable, int writable) {
  const std::uint32_t events = (readable != 0 ? EPOLLIN : 0U) | (writable != 0 ? EPOLLOUT : 0U);
  static_cast<Resolver*>(self)->watch(fd, events);
}

void Resolver::watch(int fd, std::uint32_t events) {
  std::unique_ptr<Socket>& socket = m_sockets[fd];
  if (events != 0) {
    if (!socket) socket = std::make_unique<Socket>(*this, fd);
    socket->watch(events);
    return;
  }
  // c-ares closes it after this.
  if (socket) {
    socket->forget();
    m_loop.destroyLater(std::move(socket));
  }
  m_sockets.erase(fd);
}

void Resolver::process(int readable, int writable) {
  ares_process_fd(m_channel, readable, writable);
  startTimer();
}

void Resolver::startTimer() {
  timeval left{};
  if (ares_timeout(m_channel, nullptr, &left) == nullptr) return m_timer.stop();
  m_timer.startIn(base::Milliseconds(left.tv_sec * 1000 + left.tv_usec / 1000 + 1));
}

}  // namespace net
