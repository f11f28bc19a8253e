// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// What master and worker tell each other, as JSON. Both ends are the same program, but the border is read with the
// same care: a worker is what speaks to strangers.

#include <fmt/format.h>

#include <algorithm>

#include "server/control/message_parts.h"

namespace control {

namespace {

constexpr std::size_t ticketKeySize = 80;

bool isTicketKey(std::string_view hex) {
  return hex.size() == ticketKeySize * 2 && hex.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

OrderedJson jsonOf(const WorkerReady& ready) {
  return {{"kind", "ready"}, {"fingerprints", ready.fingerprints}};
}
OrderedJson jsonOf(const WorkerDrain& drain) {
  return {{"kind", "drain"}, {"timeout", secondsOf(drain.timeoutMs)}};
}
OrderedJson jsonOf(const TicketKeysChanged& changed) {
  return {{"kind", "ticket_keys"}, {"keys", changed.keys}};
}
OrderedJson jsonOf(const ConnectionTaken& taken) {
  return {{"kind", "connection.taken"}, {"number", taken.number}};
}
OrderedJson jsonOf(const ConnectionPassed& passed) {
  return {{"kind", "connection.passed"}, {"number", passed.number}, {"listener", passed.listener}};
}
OrderedJson jsonOf(const WorkerFailed& failed) {
  return {{"kind", "failed"}, {"sentence", failed.sentence}, {"problems", control::jsonOf(failed.problems)}};
}

}  // namespace

std::vector<std::string> readTicketKeys(ObjectReader& reader, const char* key) {
  std::vector<std::string> keys = reader.texts(key);
  if (!std::all_of(keys.begin(), keys.end(), isTicketKey))
    reader.fail(fmt::format("a ticket key must be {} bytes in hex", ticketKeySize));
  return keys;
}

std::string toJson(const WorkerMessage& message) {
  return lineOf(std::visit([](const auto& each) { return jsonOf(each); }, message));
}

base::Result<std::optional<WorkerMessage>> workerMessageFromJson(std::string_view json) {
  const auto parsed = parseJson(json);
  if (!parsed) return base::failure(parsed.error());
  ObjectReader reader(*parsed, "a message");
  reader.require("kind");
  const std::string kind = reader.text("kind");
  std::optional<WorkerMessage> message;
  if (kind == "ready") message = WorkerReady{reader.texts("fingerprints")};
  if (kind == "drain") message = WorkerDrain{reader.seconds("timeout")};
  if (kind == "ticket_keys") message = TicketKeysChanged{readTicketKeys(reader, "keys")};
  if (kind == "connection.taken") message = ConnectionTaken{static_cast<std::uint64_t>(reader.count("number"))};
  if (kind == "connection.passed")
    message = ConnectionPassed{static_cast<std::uint64_t>(reader.count("number")), reader.number("listener", 0, 255)};
  if (kind == "failed") message = WorkerFailed{readProblems(reader, "problems"), reader.text("sentence")};
  return readWhole(reader, std::move(message));
}

}  // namespace control
