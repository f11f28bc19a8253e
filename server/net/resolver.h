// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Names to addresses without blocking: /etc/hosts and the system's DNS servers, by c-ares. The only files that include
// it. Keeps no answers: who connects often keeps connections.

#pragma once

#include <sys/socket.h>

#include <functional>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "server/base/error.h"
#include "server/net/event_loop.h"

struct ares_channeldata;

namespace net {

struct ResolvedAddress {
  sockaddr_storage storage{};
  socklen_t length = 0;
};

struct Resolution {
  std::vector<ResolvedAddress> addresses;
  std::string failure;  ///< why there are none, in words; empty: there are some
};

class Resolver {
 public:
  /// A question under way; its end takes it back, and its answer is not told then.
  class Query;

  /// `servers`: "127.0.0.1:5300,[::1]:53", or empty: those of resolv.conf(5). Each is asked twice, for 1 s and then
  /// longer.
  static base::Result<std::unique_ptr<Resolver>> create(EventLoop& loop, const std::string& servers = {});
  /// Ends the questions that are still under way, without a word to those who asked.
  ~Resolver();
  Resolver(const Resolver&) = delete;
  Resolver& operator=(const Resolver&) = delete;

  /// `host` is a name or an address, without brackets. `answered` is called once, never from in here; it may destroy
  /// the Query.
  std::unique_ptr<Query> lookUp(const std::string& host, int port, std::function<void(const Resolution&)> answered);

 private:
  class Socket;
  class Pending;
  explicit Resolver(EventLoop& loop);
  static void socketChanged(void* self, int fd, int readable, int writable);
  void watch(int fd, std::uint32_t events);
  void process(int readable, int writable);
  void startTimer();

  EventLoop& m_loop;
  ares_channeldata* m_channel = nullptr;
  std::unordered_map<int, std::unique_ptr<Socket>> m_sockets;
  Timer m_timer;
};

class Resolver::Query : private Deferred {
 public:
  Query(EventLoop& loop, std::function<void(const Resolution&)> answered);
  ~Query() override;

 private:
  friend class Resolver;
  friend class Resolver::Pending;
  void runDeferred() override;

  EventLoop& m_loop;
  std::function<void(const Resolution&)> m_answered;
  Resolution m_resolution;
  Pending* m_pending = nullptr;  ///< what c-ares holds; null: answered
};

}  // namespace net
