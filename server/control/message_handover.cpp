// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// What two masters tell each other during an upgrade, as JSON.

#include "server/control/message_handover.h"

#include "server/control/message_parts.h"

namespace control {

namespace {

OrderedJson jsonOf(const ListenerHanded& listener) {
  return {{"kind", "listener"}, {"address", listener.address}, {"port", listener.port}};
}
OrderedJson jsonOf(const ControlSocketHanded& socket) {
  return {{"kind", "control_socket"}, {"path", socket.path}};
}
OrderedJson jsonOf(const ControlLockHanded& /*lock*/) {
  return {{"kind", "control_lock"}};
}
OrderedJson jsonOf(const MasterHanded& master) {
  return {{"kind", "master"},
          {"name", master.name},
          {"instance", master.instance},
          {"generation", master.generation},
          {"workers_wanted", master.workersWanted},
          {"workers_configured", master.workersConfigured},
          {"ticket_keys", master.ticketKeys},
          {"ticket_generation", master.ticketGeneration}};
}
OrderedJson jsonOf(const EventsWanted& wanted) {
  return {{"kind", "events.wanted"}, {"after", wanted.after}};
}
OrderedJson jsonOf(const SuccessorReady& /*ready*/) {
  return {{"kind", "ready"}};
}
OrderedJson jsonOf(const SuccessorFailed& failed) {
  return {{"kind", "failed"}, {"sentence", failed.sentence}, {"problems", control::jsonOf(failed.problems)}};
}
OrderedJson jsonOf(const EventsHanded& handed) {
  OrderedJson events = OrderedJson::array();
  for (const Event& event : handed.events) events.push_back(control::jsonOf(event));
  return {{"kind", "events"}, {"last", handed.last}, {"events", std::move(events)}};
}
OrderedJson jsonOf(const HandoverDone& /*done*/) {
  return {{"kind", "done"}};
}
OrderedJson jsonOf(const HandoverAbandoned& /*abandoned*/) {
  return {{"kind", "abandoned"}};
}
OrderedJson jsonOf(const DrainSooner& sooner) {
  return {{"kind", "drain_sooner"}, {"timeout", secondsOf(sooner.timeoutMs)}};
}

MasterHanded readMaster(ObjectReader& reader) {
  for (const char* key : {"name", "instance", "ticket_keys"}) reader.require(key);
  MasterHanded master;
  master.name = reader.text("name");
  master.instance = reader.text("instance");
  master.generation = reader.number("generation", 1, largest, 1);
  master.workersWanted = reader.number("workers_wanted", 1, mostWorkers, 1);
  master.workersConfigured = reader.number("workers_configured", 1, mostWorkers, 1);
  master.ticketKeys = readTicketKeys(reader, "ticket_keys");
  master.ticketGeneration = static_cast<std::uint64_t>(reader.count("ticket_generation"));
  return master;
}

/// Events of kinds that this program does not know, from another version, are left out.
EventsHanded readEvents(ObjectReader& reader) {
  EventsHanded handed;
  handed.last = static_cast<std::uint64_t>(reader.count("last"));
  for (const Json& each : reader.list("events")) {
    auto event = readEvent(each);
    if (!event) reader.fail(event.error().sentence);
    if (event && *event) handed.events.push_back(std::move(**event));
  }
  return handed;
}

}  // namespace

std::string toJson(const HandoverMessage& message) {
  return lineOf(std::visit([](const auto& each) { return jsonOf(each); }, message));
}

base::Result<std::optional<HandoverMessage>> handoverMessageFromJson(std::string_view json) {
  const auto parsed = parseJson(json);
  if (!parsed) return base::failure(parsed.error());
  ObjectReader reader(*parsed, "a message");
  reader.require("kind");
  const std::string kind = reader.text("kind");
  std::optional<HandoverMessage> message;
  if (kind == "listener") message = ListenerHanded{reader.text("address"), reader.number("port", 0, 65'535)};
  if (kind == "control_socket") message = ControlSocketHanded{reader.text("path")};
  if (kind == "control_lock") message = ControlLockHanded{};
  if (kind == "master") message = readMaster(reader);
  if (kind == "events.wanted") message = EventsWanted{static_cast<std::uint64_t>(reader.count("after"))};
  if (kind == "ready") message = SuccessorReady{};
  if (kind == "failed") message = SuccessorFailed{readProblems(reader, "problems"), reader.text("sentence")};
  if (kind == "events") message = readEvents(reader);
  if (kind == "done") message = HandoverDone{};
  if (kind == "abandoned") message = HandoverAbandoned{};
  if (kind == "drain_sooner") message = DrainSooner{reader.seconds("timeout")};
  return readWhole(reader, std::move(message));
}

}  // namespace control
