// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// See keeper.h.

#include "server/cluster/keeper.h"

#include <fmt/format.h>

#include <csignal>
#include <cstdio>

#include "server/cluster/privileges.h"
#include "server/cluster/worker_spawner.h"
#include "server/control/message.h"
#include "server/sessions/keeper_frame.h"

namespace cluster {

namespace {

/// Sessions that are over leave within seconds, and never so many at once that a worker would have to wait for it.
constexpr base::Milliseconds sweepInterval{100};
constexpr std::size_t sweepAtMost = 2000;

}  // namespace

/// One worker's socket pair.
class Keeper::Client final : public net::Destroyable {
 public:
  std::unique_ptr<net::MessageChannel> channel;
};

Keeper::Keeper(KeeperSetup setup) : m_setup(std::move(setup)), m_table(m_setup.sessions.memory) {}

Keeper::~Keeper() = default;

int Keeper::run() {
  if (const base::Result<void> started = start(); !started) {
    fmt::print(stderr, "{}\n", started.error().sentence);
    return 1;
  }
  m_loop->run();
  return 0;
}

base::Result<void> Keeper::start() {
  // It may come to the whole group, as from systemd: workers that drain need us to the end, which is the master's word.
  ::signal(SIGTERM, SIG_IGN);
  auto loop = net::EventLoop::create();
  if (!loop) return base::failure(std::move(loop.error()));
  m_loop = std::move(*loop);
  auto channel = hearMaster(
      *m_loop, std::move(m_setup.channel),
      [this](std::string_view message, base::UniqueFd descriptor) { handleMessage(message, std::move(descriptor)); },
      [](int code) { ::_exit(code); });
  if (!channel) return base::failure(std::move(channel.error()));
  m_channel = std::move(*channel);
  if (base::Result<void> dropped = dropPrivileges(m_setup.user); !dropped) return dropped;
  dieWith(m_setup.master);
  m_heartbeat.emplace(*m_loop, [this] { beat(); });
  m_sweeper.emplace(*m_loop, [this] { sweep(); });
  beat();
  sweep();
  return {};
}

void Keeper::handleMessage(std::string_view json, base::UniqueFd descriptor) {
  const auto message = control::workerMessageFromJson(json);
  if (!message || !*message) return;
  if (std::holds_alternative<control::SessionsConnected>(**message)) {
    if (descriptor) connect(std::move(descriptor));
  } else if (const auto* memory = std::get_if<control::SessionsMemory>(&**message)) {
    m_table.setMemory(static_cast<std::size_t>(memory->bytes));
  }
}

void Keeper::connect(base::UniqueFd end) {
  auto client = std::make_unique<Client>();
  Client* const self = client.get();
  auto channel = net::MessageChannel::create(
      *m_loop, std::move(end),
      {.received = [this, self](std::string_view frame, base::UniqueFd) { handleQuestion(*self->channel, frame); },
       .closed =
           [this, self] {
             m_loop->destroyLater(std::move(m_workers.at(self)));
             m_workers.erase(self);
           }});
  // The worker sees the end of its own, and says that its sessions are gone.
  if (!channel) return;
  client->channel = std::move(*channel);
  m_workers.emplace(self, std::move(client));
}

void Keeper::handleQuestion(net::MessageChannel& worker, std::string_view frame) {
  const auto read = sessions::questionIn(frame);
  // Never from our own program. Without an answer the worker's patience ends by itself.
  if (!read) return;
  // A worker that reads no answers loses them once its queue is full: it is bounded, as all queues are.
  worker.send(sessions::frameOf(read->number, m_table.carryOut(read->question, m_loop->now())));
}

void Keeper::beat() {
  m_setup.entry.beat(base::MonotonicClock::now());
  m_heartbeat->startIn(m_setup.heartbeat);
}

void Keeper::sweep() {
  m_table.sweep(base::MonotonicClock::now(), sweepAtMost);
  m_sweeper->startIn(sweepInterval);
}

}  // namespace cluster
