// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// See ticket_exchange.h. Whoever can write to the store but has not the secret can make machines lose each other: what
// does not open is left alone, a set that is older than ours is written over, and the turn that never ends is the
// master's to notice, by its own clock.

#include "server/cluster/ticket_exchange.h"

#include <algorithm>

namespace cluster {

namespace {

using namespace std::chrono_literals;
using sessions::When;

/// Between two looks, give or take a fifth: a new key is everywhere long before it encrypts.
constexpr base::Milliseconds longestRest = 5s;
constexpr base::Milliseconds shortestRest = 50ms;
/// The sealed keys stay so long after the last machine looked: a restart of all finds them, and what was sealed with a
/// secret that nobody uses any more is soon out of the way.
constexpr base::Milliseconds keptFor = 5min;
/// What whoever has the turn gets to put the next key there; after it another machine may.
constexpr base::Milliseconds turningTime = 10s;

}  // namespace

TicketExchange::TicketExchange(net::EventLoop& loop, TicketExchangeSetup setup, Tell tell)
    : m_loop(loop),
      m_setup(std::move(setup)),
      m_place("tickets:" + m_setup.name),
      m_turnPlace(m_place + ":turn"),
      m_tell(std::move(tell)),
      m_timer(loop, [this] { look(); }) {}

void TicketExchange::begin(sessions::SessionStore& store) {
  m_store = &store;
  look();
}

void TicketExchange::use(const net::TicketKeys& keys, std::uint64_t generation) {
  // What we found meanwhile is on its way to the master.
  if (generation < m_setup.generation) return;
  if (generation > m_setup.generation) m_turnedAt = m_loop.now();
  m_setup.keys = keys;
  m_setup.generation = generation;
}

void TicketExchange::handleStoreChanged(const std::string& reason) {
  m_storeReason = reason;
  if (m_isLooking || m_store == nullptr) return;
  if (reason.empty())
    m_timer.startIn(0ms);
  else
    tellAlone(reason);
}

void TicketExchange::look() {
  m_isLooking = true;
  m_store->get(m_place, [this](const sessions::Answer& answer) { handleFound(answer); });
}

void TicketExchange::handleFound(const sessions::Answer& answer) {
  if (!answer) return fail();
  const std::uint64_t own = std::max<std::uint64_t>(m_setup.generation, 1);
  if (!answer->found) return put(own, m_setup.keys, When::IfAbsent);
  const auto found = m_setup.seal->open(answer->value);
  if (!found) {
    tellAlone("another secret sealed the keys that are there");
    return rest();
  }
  // A store that lost its last seconds, or somebody who brought an old set back: nobody is to use those keys again.
  if (found->generation < m_setup.generation) return put(own, m_setup.keys, When::Always);
  follow(*found);
}

void TicketExchange::follow(const net::TlsTicketSeal::Opened& found) {
  // What we just came to may be of any age.
  if (found.generation > m_setup.generation && m_setup.generation > 0) m_turnedAt = m_loop.now();
  const bool isNews = found.generation != m_setup.generation || found.keys != m_setup.keys;
  m_setup.generation = found.generation;
  m_setup.keys = found.keys;
  if (isNews || m_told != std::string()) tellKeys();
  m_store->touch(m_place, keptFor, [](const sessions::Answer&) {});
  turn();
}

void TicketExchange::put(std::uint64_t generation, const net::TicketKeys& keys, When when) {
  auto sealed = m_setup.seal->seal(generation, keys);
  if (!sealed) {
    tellAlone(sealed.error().sentence);
    return rest();
  }
  const bool isTurn = generation > m_setup.generation && m_setup.generation > 0;
  m_store->put(m_place, std::move(*sealed), keptFor, when,
               [this, generation, keys, when, isTurn](const sessions::Answer& answer) {
                 if (!answer) return fail();
                 // Another machine was quicker: its keys are found in a moment.
                 if (when == When::IfAbsent && answer->found) return m_timer.startIn(shortestRest);
                 handlePut(generation, keys, isTurn);
               });
}

void TicketExchange::handlePut(std::uint64_t generation, const net::TicketKeys& keys, bool isTurn) {
  m_setup.generation = generation;
  m_setup.keys = keys;
  if (isTurn || !m_turnedAt) m_turnedAt = m_loop.now();
  tellKeys();
  if (!isTurn) return turn();
  m_store->put(m_turnPlace, "1", m_setup.period, When::Always, [this](const sessions::Answer&) { rest(); });
}

void TicketExchange::turn() {
  m_store->put(m_turnPlace, "1", std::min(turningTime, m_setup.period), When::IfAbsent,
               [this](const sessions::Answer& answer) {
                 if (!answer) return fail();
                 if (answer->found) return rest();
                 handleTurn();
               });
}

void TicketExchange::handleTurn() {
  // The store forgot it before its time: the rest of it is to come.
  if (m_turnedAt && age() < m_setup.period) {
    m_store->put(m_turnPlace, "1", m_setup.period - age(), When::Always, [this](const sessions::Answer&) { rest(); });
    return;
  }
  net::TicketKeys next = m_setup.keys;
  // Without randomness the keys stay; the turn comes again.
  if (!next.rotate()) return rest();
  put(m_setup.generation + 1, next, When::Always);
}

base::Milliseconds TicketExchange::age() const {
  return std::chrono::duration_cast<base::Milliseconds>(m_loop.now() - *m_turnedAt);
}

void TicketExchange::tellKeys() {
  m_told.emplace();
  m_tell(control::TicketsTold{.generation = m_setup.generation, .keys = m_setup.keys.toHex(), .reason = {}});
}

void TicketExchange::tellAlone(const std::string& reason) {
  if (m_told == reason) return;
  m_told = reason;
  m_tell(control::TicketsTold{.generation = 0, .keys = {}, .reason = reason});
}

void TicketExchange::fail() {
  tellAlone(m_storeReason.empty() ? "it does not answer" : m_storeReason);
  rest();
}

void TicketExchange::rest() {
  m_isLooking = false;
  const base::Milliseconds mean = std::min(longestRest, std::max(m_setup.period / 4, shortestRest));
  std::uniform_int_distribution<std::int64_t> length(mean.count() * 4 / 5, mean.count() * 6 / 5);
  m_timer.startIn(base::Milliseconds(length(m_chance)));
}

}  // namespace cluster
