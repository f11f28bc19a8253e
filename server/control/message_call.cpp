// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// What clients ask over the control socket: requests of JSON-RPC 2.0, written and read. Every type and range is checked
// here, so that the master sees only what it can mean.

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "server/control/message_parts.h"

namespace control {

namespace {

constexpr std::int64_t longestStop = 86'400;  ///< seconds
constexpr std::size_t longestText = 4096;

constexpr std::array<std::string_view, 17> killSignals = {
    "SIGABRT", "SIGBUS",  "SIGCONT", "SIGFPE",  "SIGHUP",  "SIGILL",  "SIGINT",  "SIGKILL", "SIGQUIT",
    "SIGSEGV", "SIGSTOP", "SIGSYS",  "SIGTERM", "SIGTRAP", "SIGTSTP", "SIGUSR1", "SIGUSR2"};

HelloCall readHello(ObjectReader& params) {
  params.require("protocol");
  HelloCall call;
  call.protocol = params.number("protocol", 1, largest, protocolVersion);
  call.client = params.text("client", "panel");
  if (call.client != "panel" && call.client != "command line")
    params.fail("client must be \"panel\" or \"command line\"");
  return call;
}

SubscribeCall readSubscribe(ObjectReader& params) {
  return {static_cast<std::uint64_t>(params.count("after")), params.flag("events", true), params.flag("stats", true)};
}

StopCall readStop(ObjectReader& params) {
  StopCall call;
  if (params.has("timeout")) call.timeoutMs = params.seconds("timeout", longestStop);
  return call;
}

ScaleCall readScale(ObjectReader& params) {
  params.require("workers");
  return {params.number("workers", 1, mostWorkers)};
}

WorkerCall readWorkerCall(ObjectReader& params, WorkerAction action) {
  params.require("slot");
  WorkerCall call;
  call.action = action;
  call.slot = params.number("slot", 0, mostWorkers - 1);
  if (params.has("generation")) call.generation = params.number("generation", 0, largest);
  call.signal = params.text("signal", call.signal);
  if (std::find(killSignals.begin(), killSignals.end(), call.signal) == killSignals.end())
    params.fail("signal must be the name of a signal, such as SIGKILL or SIGTERM");
  return call;
}

UpgradeCall readUpgrade(ObjectReader& params) {
  UpgradeCall call{params.text("program")};
  if (call.program.size() > longestText || (!call.program.empty() && call.program.front() != '/'))
    params.fail("program must be an absolute path");
  return call;
}

std::optional<Call> readCall(const std::string& method, ObjectReader& params) {
  if (method == "hello") return readHello(params);
  if (method == "status") return StatusCall{};
  if (method == "subscribe") return readSubscribe(params);
  if (method == "stop") return readStop(params);
  if (method == "reload") return ReloadCall{};
  if (method == "restart") return RestartCall{};
  if (method == "reopen-logs") return ReopenLogsCall{};
  if (method == "scale") return readScale(params);
  if (method == "worker.drain") return readWorkerCall(params, WorkerAction::Drain);
  if (method == "worker.restart") return readWorkerCall(params, WorkerAction::Restart);
  if (method == "worker.kill") return readWorkerCall(params, WorkerAction::Kill);
  if (method == "upgrade") return readUpgrade(params);
  return std::nullopt;
}

RpcError otherProtocol(int theirs, std::optional<std::int64_t> id) {
  base::Problem problem;
  problem.code = base::ProblemCode::ProtocolMismatch;
  problem.arguments = {{"ours", std::to_string(protocolVersion)}, {"theirs", std::to_string(theirs)}};
  return {RpcErrorCode::OtherProtocol,
          fmt::format("this server speaks protocol {}, the client speaks {}", protocolVersion, theirs),
          id,
          {problem}};
}

struct CallWriter {
  OrderedJson params = OrderedJson::object();
  std::string_view operator()(const HelloCall& call) {
    params = {{"protocol", call.protocol}, {"client", call.client}};
    return "hello";
  }
  std::string_view operator()(const StatusCall& /*call*/) { return "status"; }
  std::string_view operator()(const SubscribeCall& call) {
    params = {{"after", call.after}, {"events", call.events}, {"stats", call.stats}};
    return "subscribe";
  }
  std::string_view operator()(const StopCall& call) {
    if (call.timeoutMs) params["timeout"] = secondsOf(*call.timeoutMs);
    return "stop";
  }
  std::string_view operator()(const ReloadCall& /*call*/) { return "reload"; }
  std::string_view operator()(const RestartCall& /*call*/) { return "restart"; }
  std::string_view operator()(const ReopenLogsCall& /*call*/) { return "reopen-logs"; }
  std::string_view operator()(const ScaleCall& call) {
    params["workers"] = call.workers;
    return "scale";
  }
  std::string_view operator()(const WorkerCall& call) {
    params["slot"] = call.slot;
    if (call.generation) params["generation"] = *call.generation;
    if (call.action == WorkerAction::Kill) params["signal"] = call.signal;
    return call.action == WorkerAction::Drain     ? "worker.drain"
           : call.action == WorkerAction::Restart ? "worker.restart"
                                                  : "worker.kill";
  }
  std::string_view operator()(const UpgradeCall& call) {
    if (!call.program.empty()) params["program"] = call.program;
    return "upgrade";
  }
};

}  // namespace

tl::expected<Request, RpcError> requestFromJson(std::string_view line) {
  const auto refuse = [](RpcErrorCode code, std::string message, std::optional<std::int64_t> id = {}) {
    return tl::unexpected(RpcError{code, std::move(message), id, {}});
  };
  if (line.size() > maximumLine) return refuse(RpcErrorCode::InvalidRequest, "message too long (at most 1 MiB)");
  const auto parsed = parseJson(line);
  if (!parsed) return refuse(RpcErrorCode::ParseError, parsed.error());

  ObjectReader request(*parsed, "a request");
  Request result;
  if (request.has("id")) result.id = request.count("id");
  if (request.text("jsonrpc") != "2.0") request.fail("jsonrpc must be \"2.0\"");
  request.require("method");
  const std::string method = request.text("method");
  if (!request.error().empty()) return refuse(RpcErrorCode::InvalidRequest, request.error(), result.id);

  static const Json noParams = Json::object();
  ObjectReader params(request.has("params") ? request.value("params") : noParams, "params");
  const auto call = readCall(method, params);
  if (!call) return refuse(RpcErrorCode::MethodNotFound, "unknown method", result.id);
  if (!params.error().empty()) return refuse(RpcErrorCode::InvalidParams, params.error(), result.id);
  const auto* hello = std::get_if<HelloCall>(&*call);
  if (hello != nullptr && hello->protocol != protocolVersion)
    return tl::unexpected(otherProtocol(hello->protocol, result.id));
  result.call = *call;
  return result;
}

std::string toJson(const Request& request) {
  OrderedJson json = {{"jsonrpc", "2.0"}};
  if (request.id) json["id"] = *request.id;
  CallWriter writer;
  json["method"] = std::visit(writer, request.call);
  if (!writer.params.empty()) json["params"] = std::move(writer.params);
  return lineOf(json);
}

}  // namespace control
