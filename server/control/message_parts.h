// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The parts of messages that occur inside others, as JSON values. For message_*.cpp only.

#pragma once

#include "server/control/message.h"
#include "server/control/message_json.h"

namespace control {

/// In one server: more would be a mistake, not a wish.
inline constexpr int mostWorkers = 256;

OrderedJson jsonOf(const Status& status);
base::Result<Status> readStatus(const Json& json);

OrderedJson jsonOf(const Event& event);
/// Empty optional: of a kind that this program does not know.
base::Result<std::optional<Event>> readEvent(const Json& json);

/// TLS ticket keys as hex, each of the right length.
std::vector<std::string> readTicketKeys(ObjectReader& reader, const char* key);

}  // namespace control
