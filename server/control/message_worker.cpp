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
constexpr int largestSlot = 255;

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
  return {{"kind", "ticket_keys"}, {"keys", changed.keys}, {"generation", changed.generation}};
}
OrderedJson jsonOf(const TicketLead& lead) {
  return {{"kind", "tickets.lead"}, {"leads", lead.leads}, {"generation", lead.generation}};
}
OrderedJson jsonOf(const TicketsTold& told) {
  return {{"kind", "tickets.told"}, {"generation", told.generation}, {"keys", told.keys}, {"reason", told.reason}};
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
OrderedJson jsonOf(const SessionsConnected& connected) {
  return {{"kind", "sessions.connected"}, {"slot", connected.slot}};
}
OrderedJson jsonOf(const SessionsMemory& memory) {
  return {{"kind", "sessions.memory"}, {"bytes", memory.bytes}};
}
OrderedJson jsonOf(const SessionsState& state) {
  return {{"kind", "sessions.state"}, {"reason", state.reason}, {"slot", state.slot}};
}
OrderedJson jsonOf(const AccessLogReopened& /*reopened*/) {
  return {{"kind", "access_log.reopened"}};
}
OrderedJson jsonOf(const AccessLogTrouble& trouble) {
  return {{"kind", "access_log.trouble"}, {"reason", trouble.reason}, {"lost", trouble.lost}};
}
OrderedJson jsonOf(const RequestsServed& served) {
  OrderedJson requests = OrderedJson::array();
  for (const RequestsServed::Served& each : served.requests) {
    requests.push_back({{"method", each.method},
                        {"target", each.target},
                        {"protocol", each.protocol},
                        {"client", each.client},
                        {"status", each.status},
                        {"bytes", each.bytes},
                        {"duration_us", each.durationUs}});
  }
  return {{"kind", "requests.served"},
          {"requests", std::move(requests)},
          {"left_out", served.leftOut},
          {"slot", served.slot}};
}

OrderedJson jsonOf(const RequestsLimited& limited) {
  return {{"kind", "requests.limited"}, {"count", limited.count}, {"client", limited.client}, {"path", limited.path}};
}

std::uint64_t generationIn(ObjectReader& reader) {
  return static_cast<std::uint64_t>(reader.count("generation"));
}

RequestsServed readRequestsServed(ObjectReader& reader) {
  RequestsServed served{
      .requests = {}, .leftOut = reader.count("left_out"), .slot = reader.number("slot", 0, largestSlot)};
  for (const Json& element : reader.list("requests")) {
    ObjectReader each(element, "a request");
    served.requests.push_back({.method = each.text("method"),
                               .target = each.text("target"),
                               .protocol = each.text("protocol"),
                               .client = each.text("client"),
                               .status = each.number("status", 0, 999),
                               .bytes = each.count("bytes"),
                               .durationUs = each.count("duration_us")});
    if (!each.error().empty()) reader.fail(each.error());
  }
  return served;
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
  if (kind == "ticket_keys") message = TicketKeysChanged{readTicketKeys(reader, "keys"), generationIn(reader)};
  if (kind == "tickets.lead") message = TicketLead{reader.flag("leads"), generationIn(reader)};
  if (kind == "tickets.told")
    message = TicketsTold{generationIn(reader), readTicketKeys(reader, "keys"), reader.text("reason")};
  if (kind == "connection.taken") message = ConnectionTaken{static_cast<std::uint64_t>(reader.count("number"))};
  if (kind == "connection.passed")
    message = ConnectionPassed{static_cast<std::uint64_t>(reader.count("number")), reader.number("listener", 0, 255)};
  if (kind == "failed") message = WorkerFailed{readProblems(reader, "problems"), reader.text("sentence")};
  if (kind == "sessions.connected") message = SessionsConnected{reader.number("slot", 0, largestSlot)};
  if (kind == "sessions.memory") message = SessionsMemory{reader.count("bytes")};
  if (kind == "sessions.state") message = SessionsState{reader.text("reason"), reader.number("slot", 0, largestSlot)};
  if (kind == "access_log.reopened") message = AccessLogReopened{};
  if (kind == "access_log.trouble") message = AccessLogTrouble{reader.text("reason"), reader.count("lost")};
  if (kind == "requests.served") message = readRequestsServed(reader);
  if (kind == "requests.limited")
    message = RequestsLimited{reader.count("count"), reader.text("client"), reader.text("path")};
  return readWhole(reader, std::move(message));
}

}  // namespace control
