// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// What the master sends over the control socket: answers, errors and notifications of JSON-RPC 2.0, written and read.

#include "server/control/message_parts.h"

namespace control {

namespace {

RpcError readError(const Json& json, ObjectReader& message) {
  ObjectReader fields(json, "error");
  RpcError error;
  error.code = static_cast<RpcErrorCode>(fields.integer("code", -100'000, 100'000));
  error.message = fields.text("message");
  if (message.has("id")) error.id = message.count("id");
  if (fields.has("data")) {
    ObjectReader data(fields.value("data"), "data");
    error.problems = readProblems(data, "problems");
    if (!data.error().empty()) fields.fail(data.error());
  }
  if (!fields.error().empty()) message.fail(fields.error());
  return error;
}

template<typename T>
base::Result<std::optional<ServerMessage>> asMessage(base::Result<T> read) {
  if (!read) return base::failure(std::move(read.error()));
  return ServerMessage(std::move(*read));
}

std::string notification(std::string_view method, OrderedJson params) {
  return lineOf({{"jsonrpc", "2.0"}, {"method", method}, {"params", std::move(params)}});
}

}  // namespace

std::string answerJson(std::int64_t id, std::string_view resultJson) {
  // The result is JSON of ours already: put in as it is, not parsed again.
  std::string line = R"({"jsonrpc":"2.0","id":)" + std::to_string(id) + R"(,"result":)";
  return line.append(resultJson).append("}");
}

std::string errorJson(const RpcError& error) {
  OrderedJson json = {{"jsonrpc", "2.0"}, {"id", nullptr}};
  if (error.id) json["id"] = *error.id;
  json["error"] = {{"code", static_cast<int>(error.code)}, {"message", error.message}};
  if (!error.problems.empty()) json["error"]["data"] = {{"problems", jsonOf(error.problems)}};
  return lineOf(json);
}

std::string eventNotification(const Event& event) {
  return notification("event", jsonOf(event));
}
std::string statsNotification(const Status& status) {
  return notification("stats", jsonOf(status));
}

std::string helloResult(std::string_view name, std::string_view instance, pid_t pid, std::string_view version,
                        std::uint64_t lastSeq) {
  return lineOf({{"protocol", protocolVersion},
                 {"name", name},
                 {"instance", instance},
                 {"pid", pid},
                 {"version", version},
                 {"last_seq", lastSeq}});
}

base::Result<std::optional<ServerMessage>> serverMessageFromJson(std::string_view line) {
  const auto parsed = parseJson(line);
  if (!parsed) return base::failure(parsed.error());
  ObjectReader reader(*parsed, "a message");
  if (reader.has("error")) {
    RpcError error = readError(reader.value("error"), reader);
    return readWhole(reader, std::optional<ServerMessage>(std::move(error)));
  }
  if (reader.has("id")) {
    reader.require("result");
    Answer answer{reader.count("id"), reader.value("result").dump()};
    return readWhole(reader, std::optional<ServerMessage>(std::move(answer)));
  }
  reader.require("method");
  const std::string method = reader.text("method");
  if (!reader.error().empty()) return base::failure("not a message of ours: " + reader.error());
  if (method == "stats") return asMessage(readStatus(reader.value("params")));
  if (method != "event") return std::nullopt;
  auto event = readEvent(reader.value("params"));
  if (!event) return base::failure(std::move(event.error()));
  if (!*event) return std::nullopt;
  return ServerMessage(std::move(**event));
}

base::Result<HelloResult> helloResultFromJson(std::string_view resultJson) {
  const auto parsed = parseJson(resultJson);
  if (!parsed) return base::failure(parsed.error());
  ObjectReader fields(*parsed, "hello's result");
  HelloResult result;
  result.protocol = fields.number("protocol", 0, std::numeric_limits<int>::max());
  result.name = fields.text("name");
  result.instance = fields.text("instance");
  result.version = fields.text("version");
  result.lastSeq = static_cast<std::uint64_t>(fields.count("last_seq"));
  result.pid = fields.number("pid", 0, std::numeric_limits<int>::max());
  return readWhole(fields, std::move(result));
}

}  // namespace control
