// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Status and DetachReport as JSON. Times are seconds with fractions ("uptime", "cpu", "retry_in"), sizes are
// bytes.

#include "server/control/message.h"
#include "server/control/message_parts.h"

namespace control {

namespace {

OrderedJson jsonOf(const std::vector<ListenerStatus>& listeners) {
  OrderedJson list = OrderedJson::array();
  for (const ListenerStatus& listener : listeners)
    list.push_back({{"address", listener.address}, {"port", listener.port}, {"protocol", listener.protocol}});
  return list;
}

std::vector<ListenerStatus> readListeners(ObjectReader& reader) {
  std::vector<ListenerStatus> listeners;
  for (const Json& each : reader.list("listeners")) {
    ObjectReader fields(each, "a listener");
    listeners.push_back({fields.text("address"), fields.number("port", 0, 65535), fields.text("protocol")});
    if (!fields.error().empty()) reader.fail(fields.error());
  }
  return listeners;
}

OrderedJson jsonOf(const WorkerStatus& worker) {
  return {{"slot", worker.slot},
          {"pid", worker.pid},
          {"state", name(worker.state)},
          {"generation", worker.generation},
          {"uptime", secondsOf(worker.uptimeMs)},
          {"restarts", worker.restarts},
          {"accepted", worker.accepted},
          {"connections", worker.connections},
          {"requests", worker.requests},
          {"rss", worker.rss},
          {"cpu", secondsOf(worker.cpuMs)},
          {"retry_in", secondsOf(worker.retryInMs)},
          {"last_exit", worker.lastExit},
          {"fingerprint", worker.fingerprint}};
}

WorkerStatus readWorker(ObjectReader& reader, const Json& json) {
  ObjectReader fields(json, "a worker");
  WorkerStatus worker;
  worker.slot = fields.number("slot", 0, largest);
  worker.pid = fields.number("pid", 0, largest);
  const auto state = workerStateFromName(fields.text("state"));
  if (!state) fields.fail("a worker's state is unknown");
  worker.state = state.value_or(WorkerState::Booting);
  worker.generation = fields.number("generation", 0, largest);
  worker.uptimeMs = fields.seconds("uptime");
  worker.restarts = fields.number("restarts", 0, largest);
  worker.accepted = fields.count("accepted");
  worker.connections = fields.count("connections");
  worker.requests = fields.count("requests");
  worker.rss = fields.count("rss");
  worker.cpuMs = fields.seconds("cpu");
  worker.retryInMs = fields.seconds("retry_in");
  worker.lastExit = fields.text("last_exit");
  worker.fingerprint = fields.text("fingerprint");
  if (!fields.error().empty()) reader.fail(fields.error());
  return worker;
}

OrderedJson jsonOf(const SessionsStatus& sessions) {
  OrderedJson json{{"store", sessions.store}};
  if (sessions.downSince == 0) return json;
  json["down_since"] = sessions.downSince;
  json["reason"] = sessions.reason;
  return json;
}

SessionsStatus readSessions(ObjectReader& reader) {
  SessionsStatus sessions;
  if (!reader.has("sessions")) return sessions;  // an older server
  ObjectReader fields(reader.value("sessions"), "the sessions");
  sessions.store = fields.text("store");
  sessions.downSince = fields.count("down_since");
  sessions.reason = fields.text("reason");
  if (!fields.error().empty()) reader.fail(fields.error());
  return sessions;
}

}  // namespace

OrderedJson jsonOf(const Status& status) {
  OrderedJson workers = OrderedJson::array();
  for (const WorkerStatus& worker : status.workers) workers.push_back(jsonOf(worker));
  return {{"name", status.name},
          {"title", status.title},
          {"pid", status.pid},
          {"version", status.version},
          {"instance", status.instance},
          {"state", name(status.state)},
          {"generation", status.generation},
          {"config", status.config},
          {"uptime", secondsOf(status.uptimeMs)},
          {"workers_wanted", status.workersWanted},
          {"listeners", jsonOf(status.listeners)},
          {"workers", std::move(workers)},
          {"latency", status.latency},
          {"sessions", jsonOf(status.sessions)},
          {"problems", jsonOf(status.problems)}};
}

base::Result<Status> readStatus(const Json& json) {
  ObjectReader fields(json, "a status");
  Status status;
  status.name = fields.text("name");
  status.title = fields.text("title");
  status.pid = fields.number("pid", 0, largest);
  status.version = fields.text("version");
  status.instance = fields.text("instance");
  const auto state = masterStateFromName(fields.text("state"));
  if (!state) fields.fail("the server's state is unknown");
  status.state = state.value_or(MasterState::Starting);
  status.generation = fields.number("generation", 0, largest);
  status.config = fields.text("config");
  status.uptimeMs = fields.seconds("uptime");
  status.workersWanted = fields.number("workers_wanted", 0, largest);
  status.listeners = readListeners(fields);
  for (const Json& each : fields.list("workers")) status.workers.push_back(readWorker(fields, each));
  status.latency = fields.counts("latency");
  status.sessions = readSessions(fields);
  status.problems = readProblems(fields, "problems");
  return readWhole(fields, std::move(status));
}

std::string toJson(const Status& status) {
  return lineOf(jsonOf(status));
}

base::Result<Status> statusFromJson(std::string_view json) {
  const auto parsed = parseJson(json);
  if (!parsed) return base::failure(parsed.error());
  return readStatus(*parsed);
}

std::string toJson(const std::vector<base::Problem>& problems) {
  return lineOf(jsonOf(problems));
}

std::string toJson(const DetachReport& report) {
  OrderedJson json = {{"ready", report.ready},
                      {"name", report.name},
                      {"pid", report.pid},
                      {"control_socket", report.controlSocket},
                      {"listeners", jsonOf(report.listeners)},
                      {"problems", jsonOf(report.problems)}};
  if (!report.error.empty()) json["error"] = report.error;
  return lineOf(json);
}

base::Result<DetachReport> detachReportFromJson(std::string_view json) {
  const auto parsed = parseJson(json);
  if (!parsed) return base::failure(parsed.error());
  ObjectReader fields(*parsed, "a report");
  DetachReport report;
  fields.require("ready");
  report.ready = fields.flag("ready");
  report.name = fields.text("name");
  report.pid = fields.number("pid", 0, largest);
  report.controlSocket = fields.text("control_socket");
  report.listeners = readListeners(fields);
  report.problems = readProblems(fields, "problems");
  report.error = fields.text("error");
  return readWhole(fields, std::move(report));
}

}  // namespace control
