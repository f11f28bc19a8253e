// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The old master of an upgrade, as the new one sees it: what it hands over, and afterwards what becomes of its workers.
// What the new master makes of it is its own business.

#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "server/cluster/control_socket.h"
#include "server/cluster/listener_set.h"
#include "server/control/message_handover.h"
#include "server/net/message_channel.h"
#include "server/net/ticket_keys.h"

namespace cluster {

struct PredecessorCallbacks {
  /// The server is ours from here on. So it is when the old master died before it could say so: its workers die with
  /// it, and we hold everything that it had.
  std::function<void()> handedOver;
  /// Nothing comes of it: end, and leave everything as it is.
  std::function<void()> abandoned;
  /// Afterwards: something happened to the workers that still drain there.
  std::function<void(control::Event)> happened;
  /// Afterwards: it is gone, with all of them.
  std::function<void()> gone;
};

class Predecessor {
 public:
  /// Turns the loop until the old master has handed everything over through `end`, the channel that it gave us.
  static base::Result<std::unique_ptr<Predecessor>> meet(net::EventLoop& loop, base::UniqueFd end);
  /// Tells the old master at the other end why nothing comes of it, before or instead of meet().
  static void refuse(int end, const base::Error& error);

  [[nodiscard]] const control::MasterHanded& master() const { return *m_master; }
  /// Once each.
  ListenerSet takeListeners() { return std::exchange(m_listeners, {}); }
  base::Result<ControlSocket> takeControlSocket(const std::string& group);
  /// Nothing of them stays here, as they are to be forgotten once they were rotated.
  base::Result<net::TicketKeys> takeTicketKeys();
  std::vector<control::Event> takeEvents() { return std::exchange(m_events, {}); }
  /// The last number that the old master gave to an event, as far as was fetched.
  [[nodiscard]] std::uint64_t lastSeq() const { return m_lastSeq; }

  /// To be called before the loop turns again.
  void listen(PredecessorCallbacks callbacks) { m_callbacks = std::move(callbacks); }
  /// We serve. Fetches what happened meanwhile; `handedOver` follows.
  void ready();
  /// We do not, and end.
  void fail(const base::Error& error);
  /// After `handedOver`: the whole server stops, so what drains there has no more time than this.
  void drainSooner(base::Milliseconds timeout);
  /// Its workers may still drain.
  [[nodiscard]] bool isThere() const { return m_state == State::HandedOver; }

 private:
  /// Over: we gave up, or are to.
  enum class State { Handing, Waiting, HandedOver, Gone, Over };
  Predecessor() = default;
  void handleMessage(std::string_view json, base::UniqueFd descriptor);
  void handleClosed();
  void takeEvents(control::EventsHanded handed);
  void adopt(const control::ListenerHanded& listener, base::UniqueFd descriptor);
  void send(const control::HandoverMessage& message);
  void fetchEvents();

  std::unique_ptr<net::MessageChannel> m_channel;
  PredecessorCallbacks m_callbacks;
  State m_state = State::Handing;
  std::optional<base::Error> m_error;  ///< while Handing
  std::optional<control::MasterHanded> m_master;
  ListenerSet m_listeners;
  std::filesystem::path m_controlPath;
  base::UniqueFd m_controlSocket;
  base::UniqueFd m_controlLock;
  std::vector<control::Event> m_events;
  std::uint64_t m_lastSeq = 0;
};

}  // namespace cluster
