// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Keeps this machine's TLS ticket keys the same as those of all others, by what all find in one store (Redis): the
// sealed keys, and beside them the turn, a key that lives for one rotation period. Whoever finds the turn gone, and is
// the one to put it there again, makes the next key; the others see the new set at their next look. So time passes by
// the store's clock alone, and one machine turns the keys for all.
//
// It lives in the worker that the master chose to lead; what it finds it tells the master, who tells all workers.

#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <random>
#include <string>

#include "server/control/message.h"
#include "server/net/event_loop.h"
#include "server/net/tls_ticket_seal.h"
#include "server/sessions/session_store.h"

namespace cluster {

struct TicketExchangeSetup {
  std::string name;  ///< of the server: machines of the same one share
  std::shared_ptr<const net::TlsTicketSeal> seal;
  base::Milliseconds period{};  ///< ticket_rotation
  net::TicketKeys keys;         ///< of this machine, until others are found
  std::uint64_t generation = 0;
};

class TicketExchange {
 public:
  using Tell = std::function<void(const control::WorkerMessage&)>;

  /// `loop` outlives it.
  TicketExchange(net::EventLoop& loop, TicketExchangeSetup setup, Tell tell);
  /// The store is asked from now on, and ends before this.
  void begin(sessions::SessionStore& store);
  /// The keys of this machine are these now, also where the master turned them by itself.
  void use(const net::TicketKeys& keys, std::uint64_t generation);
  /// Why the store does not answer; empty: it does.
  void handleStoreChanged(const std::string& reason);

 private:
  void look();
  void handleFound(const sessions::Answer& answer);
  void follow(const net::TlsTicketSeal::Opened& found);
  /// Puts our keys there.
  void put(std::uint64_t generation, const net::TicketKeys& keys, sessions::When when);
  void handlePut(std::uint64_t generation, const net::TicketKeys& keys, bool isTurn);
  /// Makes the next key, if that is to be done and by us.
  void turn();
  void handleTurn();
  [[nodiscard]] base::Milliseconds age() const;
  void tellKeys();
  void tellAlone(const std::string& reason);
  void fail();
  /// Until the next look.
  void rest();

  net::EventLoop& m_loop;
  sessions::SessionStore* m_store = nullptr;
  TicketExchangeSetup m_setup;
  const std::string m_place;
  const std::string m_turnPlace;
  Tell m_tell;
  net::Timer m_timer;
  std::minstd_rand m_chance{std::random_device{}()};
  std::optional<base::MonotonicTime> m_turnedAt;  ///< where the keys were turned before our eyes
  std::string m_storeReason;
  std::optional<std::string> m_told;  ///< why we are alone, empty where we are not; nothing: not told yet
  bool m_isLooking = false;
};

}  // namespace cluster
