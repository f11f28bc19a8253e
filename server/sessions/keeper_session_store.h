// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The worker's end of the sessions that the keeper process holds for the whole cluster. The master brings the
// connection, and a new one where the keeper had to be forked again; until then questions wait, though not for long.

#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>

#include "server/net/message_channel.h"
#include "server/sessions/late_refusals.h"

namespace sessions {

class KeeperSessionStore final : public SessionStore {
 public:
  /// Told why the keeper does not answer, and with an empty reason when it does; first at the first sign of either.
  using StateChanged = std::function<void(const std::string& reason)>;

  /// `loop` outlives it.
  KeeperSessionStore(net::EventLoop& loop, StateChanged changed);

  /// Our end of a socket pair whose other end the keeper has.
  void connect(base::UniqueFd end);
  [[nodiscard]] std::string_view name() const override { return "cluster"; }
  void ask(Question question, Answered answered) override;

 private:
  struct Pending {
    std::uint64_t number = 0;
    base::MonotonicTime deadline;
    Answered answered;
    std::string unsent;  ///< the frame, while there is no connection
  };
  void handleFrame(std::string_view frame);
  void handleClosed();
  void handleTime();
  /// Takes the oldest question and answers it.
  void answerFirst(const Answer& answer);
  void setState(const std::string& reason);

  net::EventLoop& m_loop;
  StateChanged m_changed;
  std::unique_ptr<net::MessageChannel> m_channel;
  std::deque<Pending> m_pending;  ///< oldest first; answers come in this order
  LateRefusals m_refusals;
  std::uint64_t m_lastNumber = 0;
  net::Timer m_timer;
  bool m_isConnected = false;
  std::optional<bool> m_isUp;
};

}  // namespace sessions
