// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// What an old master and the new one that takes over from it tell each other, one JSON message a packet of a
// SOCK_SEQPACKET socketpair. The two may be of different versions: unknown kinds are skipped, unknown fields ignored.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "server/base/error.h"
#include "server/control/event.h"

namespace control {

// --- old to new, at once; the first three with their descriptor attached ------------------------------------------

struct ListenerHanded {
  std::string address;  ///< as the configuration says it
  int port = 0;         ///< likewise: 0 where it asks for a free one
};
struct ControlSocketHanded {
  std::string path;
};
struct ControlLockHanded {};
/// After all descriptors.
struct MasterHanded {
  std::string name;
  std::string instance;
  int generation = 1;         ///< the last one made
  int workersWanted = 1;      ///< now
  int workersConfigured = 1;  ///< by the configuration that is in use
  /// Of TLS tickets: next, current, previous; 80 bytes each, as lower-case hex.
  std::vector<std::string> ticketKeys;
  std::uint64_t ticketGeneration = 0;  ///< as in TicketLead
};

// --- new to old, until it has taken over --------------------------------------------------------------------------

/// Asks for kept events with a larger seq. They come in parts: each is asked for when the one before was taken.
struct EventsWanted {
  std::uint64_t after = 0;
};
/// Its first workers serve. Once all events were fetched too, the answer is HandoverDone.
struct SuccessorReady {};
/// It gives up, and ends.
struct SuccessorFailed {
  std::vector<base::Problem> problems;
  std::string sentence;
};

// --- old to new ---------------------------------------------------------------------------------------------------

/// Before HandoverDone: kept ones, with their numbers. After it: what happens to the workers that end, to be numbered
/// by the new master.
struct EventsHanded {
  std::vector<Event> events;
  std::uint64_t last = 0;  ///< what to ask for next is after this one; 0: there are no more now
};
/// The name, the control socket and the history are the new master's from here on.
struct HandoverDone {};
/// Nothing comes of it: drop everything and end.
struct HandoverAbandoned {};

// --- new to old, afterwards ---------------------------------------------------------------------------------------

/// The whole server is to stop: end what still drains within this time.
struct DrainSooner {
  std::int64_t timeoutMs = 0;
};

using HandoverMessage =
    std::variant<ListenerHanded, ControlSocketHanded, ControlLockHanded, MasterHanded, EventsWanted, SuccessorReady,
                 SuccessorFailed, EventsHanded, HandoverDone, HandoverAbandoned, DrainSooner>;

std::string toJson(const HandoverMessage& message);
/// Empty optional: an unknown kind.
base::Result<std::optional<HandoverMessage>> handoverMessageFromJson(std::string_view json);

}  // namespace control
