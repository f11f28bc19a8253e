// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// One client of the control socket: its lines in, its answers and events out, and how long it may be idle. Events wait
// in the history, not here, until the client takes what was sent before.

#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "server/cluster/control_server.h"
#include "server/control/line_framing.h"

namespace cluster {

class ControlSession final : public net::Destroyable, private net::Watcher, private net::Deferred {
 public:
  /// What every session of a server borrows.
  struct Surroundings {
    net::EventLoop& loop;
    ControlHost& host;
    EventHistory& history;
    std::string instance;
    std::function<void(ControlSession&)> ended;  ///< at the end of a turn; destroy it later
  };

  ControlSession(Surroundings& surroundings, base::UniqueFd connection, ControlSocket::Peer peer);
  ~ControlSession() override { *m_self = nullptr; }
  ControlSession(const ControlSession&) = delete;
  ControlSession& operator=(const ControlSession&) = delete;

  [[nodiscard]] bool wantsEvents() const { return m_events; }
  [[nodiscard]] bool wantsStats() const { return m_stats; }
  /// A new event of the history, with its notification, written once for all sessions.
  void tellEvent(const control::Event& event, const std::string& notification);
  /// Left out where older output still waits: the next second brings newer figures.
  void tellStats(const std::string& notification);
  /// Once a second: ends a client that says nothing, or takes nothing.
  void checkPatience();
  /// One error line, then the end.
  void refuse(const std::string& sentence);
  /// Sends what goes without waiting, events from the history too.
  void sendWhatGoes();
  void abandonInChild() { m_connection.reset(); }

 private:
  void handleReady(std::uint32_t events) override;
  void runDeferred() override;
  void readLines();
  void handleLine(std::string_view line);
  void answer(const control::Request& request);
  void askForUpgrade(const control::UpgradeCall& call, std::optional<std::int64_t> id);
  std::string carryOut(const control::Call& call, tl::expected<void, control::RpcError>& outcome);
  void subscribe(const control::SubscribeCall& call);
  void send(std::string_view line);
  void sendError(const control::RpcError& error);
  bool takeEventsFromHistory();
  void flush();
  void updateWatch();
  [[nodiscard]] std::size_t waiting() const { return m_out.size() - m_sent; }

  Surroundings& m_surroundings;
  base::UniqueFd m_connection;
  const ControlSocket::Peer m_peer;
  net::Watch m_watch;
  control::LineFraming m_lines{control::maximumLine};
  std::uint32_t m_watched = EPOLLIN;
  std::string m_out;
  std::size_t m_sent = 0;    ///< bytes of m_out that the socket took
  std::string m_client;      ///< from hello; empty: it has not been said
  std::uint64_t m_seen = 0;  ///< seq of the last event sent or skipped
  /// Shared with an answer that is still to come, which may outlive us.
  std::shared_ptr<ControlSession*> m_self = std::make_shared<ControlSession*>(this);
  bool m_events = false;
  bool m_stats = false;
  bool m_closing = false;          ///< nothing is read any more; ends once m_out is sent
  bool m_broken = false;           ///< the other side is gone
  base::MonotonicTime m_heard;     ///< last line, or the start
  base::MonotonicTime m_progress;  ///< when m_out was last empty or sent from
};

}  // namespace cluster
