// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Every message that crosses a process border, to and from JSON: between master and worker (one packet of a
// SOCK_SEQPACKET socketpair each), and between master and panel or command line (JSON-RPC 2.0, one object a line of a
// Unix socket). Unknown kinds are skipped, unknown fields ignored. Only message_*.cpp beside it know JSON.
// What two masters say during an upgrade is in message_handover.h.

#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "server/base/error.h"
#include "server/control/event.h"

namespace control {

inline constexpr int protocolVersion = 1;
inline constexpr std::size_t maximumLine = 1024 * 1024;  ///< bytes of one JSON-RPC line, its newline too

// --- what the master tells ---------------------------------------------------------------------------------------

enum class MasterState { Starting, Running, Degraded, CrashLooping, Failed, Stopping, Stopped };
enum class WorkerState { Booting, Ready, Draining, Unresponsive, Delayed, GivenUp, Exited };
std::string_view name(MasterState state);  // "starting" ... "crash-looping"
std::string_view name(WorkerState state);  // "booting" ... "given-up"
std::optional<MasterState> masterStateFromName(std::string_view name);
std::optional<WorkerState> workerStateFromName(std::string_view name);

struct ListenerStatus {
  std::string address;
  int port = 0;  ///< the port really bound
  std::string protocol;
  bool operator==(const ListenerStatus&) const = default;
};

/// One life of a slot; during a reload a slot has two. A slot that waits for its next start has one with pid 0.
struct WorkerStatus {
  int slot = 0;
  pid_t pid = 0;
  WorkerState state = WorkerState::Booting;
  int generation = 0;
  std::int64_t uptimeMs = 0;
  int restarts = 0;
  std::int64_t accepted = 0;
  std::int64_t connections = 0;
  std::int64_t requests = 0;
  std::int64_t rss = 0;  ///< bytes
  std::int64_t cpuMs = 0;
  std::int64_t retryInMs = 0;  ///< with state Delayed
  std::string lastExit;        ///< the sentence of this slot's last worker.exited; empty: none yet
  std::string fingerprint;     ///< SHA-256 of the first certificate it serves, hex; empty without TLS
  bool operator==(const WorkerStatus&) const = default;
};

/// Where pages keep what they remember of visitors.
struct SessionsStatus {
  std::string store{};                   ///< "cluster", "worker" or "redis"; empty: no page keeps anything, or not told
  base::UnixMilliseconds downSince = 0;  ///< 0: it answers
  std::string reason{};                  ///< why it does not
  bool operator==(const SessionsStatus&) const = default;
};

struct Status {
  std::string name;
  std::string title;
  pid_t pid = 0;
  std::string version;
  std::string instance;
  MasterState state = MasterState::Starting;
  int generation = 0;
  std::string config;  ///< the file, absolute; empty: the demo
  std::int64_t uptimeMs = 0;
  int workersWanted = 0;
  std::vector<ListenerStatus> listeners;
  std::vector<WorkerStatus> workers;
  /// Answered requests by time, of all lives now in `workers`; bucket i counts those under 2^i * 64 us, the last one
  /// the rest. Counts since those lives began: a reader takes differences. Empty: not told.
  std::vector<std::int64_t> latency;
  SessionsStatus sessions;
  std::vector<base::Problem> problems;  ///< why it is not running well, where a person can mend it; warnings too
  bool operator==(const Status&) const = default;
};

std::string toJson(const Status& status);
base::Result<Status> statusFromJson(std::string_view json);
std::string toJson(const Event& event);
base::Result<Event> eventFromJson(std::string_view json);
std::string toJson(const std::vector<base::Problem>& problems);

/// The one line that `run --detach --json` prints.
struct DetachReport {
  bool ready = false;
  std::string name;
  pid_t pid = 0;
  std::string controlSocket;
  std::vector<ListenerStatus> listeners;
  std::vector<base::Problem> problems;
  std::string error;  ///< one sentence when not ready
};
std::string toJson(const DetachReport& report);
base::Result<DetachReport> detachReportFromJson(std::string_view json);

/// The one line that `probe port --json` prints. The holder's fields are empty where it may not be looked into.
struct PortReport {
  std::string address;
  int port = 0;
  bool inUse = false;
  std::string program;  ///< its short name
  pid_t pid = 0;
  std::string user;
  std::string command;               ///< with its arguments
  base::UnixMilliseconds since = 0;  ///< when the program started
  std::string error;                 ///< why it cannot be bound, where that is not another program: "permission denied"
};
std::string toJson(const PortReport& report);
base::Result<PortReport> portReportFromJson(std::string_view json);

/// The one line that `probe tls --json` prints: what a real handshake said.
struct TlsReport {
  std::string host;
  int port = 0;
  std::string version;  ///< "TLSv1.3"; empty: there was no handshake
  std::string cipher;
  std::string protocol;  ///< by ALPN: "h2", "http/1.1" or empty
  std::string subject;
  std::string issuer;
  std::vector<std::string> names;
  std::string fingerprint;  ///< SHA-256, hex
  base::UnixMilliseconds notAfter = 0;
  std::string chain;     ///< as it was sent, the leaf first, PEM
  bool trusted = false;  ///< by this system's store, for this host
  std::string distrust;  ///< why not
  std::string error;     ///< why there was no handshake
};
std::string toJson(const TlsReport& report);
base::Result<TlsReport> tlsReportFromJson(std::string_view json);

/// The one line that `probe redis --json` prints: whether sessions could be kept there.
struct RedisReport {
  std::string address;          ///< without user and password
  std::int64_t durationMs = 0;  ///< until it was known
  std::string error;            ///< why not: "connection refused"; empty: they could
};
std::string toJson(const RedisReport& report);
base::Result<RedisReport> redisReportFromJson(std::string_view json);

// --- JSON-RPC over the control socket ----------------------------------------------------------------------------

struct HelloCall {
  int protocol = protocolVersion;
  std::string client;  ///< "panel" or "command line": becomes asked_by
};
struct StatusCall {};
struct SubscribeCall {
  std::uint64_t after = 0;  ///< life-cycle events with a larger seq are sent at once, then live ones
  bool events = true;
  bool stats = true;  ///< a `stats` notification (a Status) once a second
};
struct StopCall {
  std::optional<std::int64_t> timeoutMs;  ///< instead of drain_timeout
};
struct ReloadCall {};
struct RestartCall {};
struct ReopenLogsCall {};
struct ScaleCall {
  int workers = 0;
};
enum class WorkerAction { Drain, Restart, Kill };
struct WorkerCall {
  WorkerAction action{};
  int slot = 0;
  std::optional<int> generation;   ///< empty: the newest life
  std::string signal = "SIGKILL";  ///< with Kill
};
struct UpgradeCall {
  std::string program;  ///< absolute path of the new forkyard; empty: the running one's own path
};
using Call = std::variant<HelloCall, StatusCall, SubscribeCall, StopCall, ReloadCall, RestartCall, ReopenLogsCall,
                          ScaleCall, WorkerCall, UpgradeCall>;

struct Request {
  std::optional<std::int64_t> id;  ///< empty: a notification, which gets no answer
  Call call;
};

/// JSON-RPC 2.0 section 5.1, and ours from -32000 down.
enum class RpcErrorCode {
  ParseError = -32700,
  InvalidRequest = -32600,
  MethodNotFound = -32601,
  InvalidParams = -32602,
  Refused = -32000,  ///< understood, but cannot be done now; the message says why
  OtherProtocol = -32001,
};
struct RpcError {
  RpcErrorCode code{};
  std::string message;
  std::optional<std::int64_t> id;
  std::vector<base::Problem> problems;
};

/// A line from a client. Depth, size, UTF-8, types and ranges are checked here; the error is ready to be sent back.
tl::expected<Request, RpcError> requestFromJson(std::string_view line);
std::string toJson(const Request& request);

std::string answerJson(std::int64_t id, std::string_view resultJson = "true");
std::string errorJson(const RpcError& error);
std::string eventNotification(const Event& event);
std::string statsNotification(const Status& status);
std::string helloResult(std::string_view name, std::string_view instance, pid_t pid, std::string_view version,
                        std::uint64_t lastSeq);

/// What a client receives: an answer, an error, or a notification.
struct HelloResult {
  int protocol = 0;
  std::string name;
  std::string instance;
  std::string version;
  pid_t pid = 0;
  std::uint64_t lastSeq = 0;  ///< of the newest event: what `after` names to get only what comes
};
struct Answer {
  std::int64_t id = 0;
  std::string resultJson;
};
using ServerMessage = std::variant<Answer, RpcError, Event, Status>;
/// Empty optional: well-formed but of an unknown kind, to be skipped.
base::Result<std::optional<ServerMessage>> serverMessageFromJson(std::string_view line);
base::Result<HelloResult> helloResultFromJson(std::string_view resultJson);

// --- between master and worker or keeper -------------------------------------------------------------------------

/// Worker to master: listeners are in its epoll and its TLS contexts are built.
struct WorkerReady {
  std::vector<std::string> fingerprints;
};
/// Master to worker: leave the listeners, finish what is open, then exit with 0.
struct WorkerDrain {
  std::int64_t timeoutMs = 0;
};
/// Master to worker: the TLS ticket keys from now on: next, current, previous; 80 bytes each, as lower-case hex.
struct TicketKeysChanged {
  std::vector<std::string> keys;
  std::uint64_t generation = 0;  ///< as in TicketLead
};
/// Master to worker: whether its first loop exchanges the ticket keys with other machines from now on.
struct TicketLead {
  bool leads = false;
  std::uint64_t generation = 0;  ///< of the keys that it has; grows with each turn, 0: they were never shared
};
/// Worker to master, from the one that leads: the ticket keys of all machines; or why this one is alone with its own.
struct TicketsTold {
  std::uint64_t generation = 0;
  std::vector<std::string> keys;
  std::string reason;  ///< empty: they are shared
};
/// Worker to master, with distribution "round-robin": the connection of this number is ours.
struct ConnectionTaken {
  std::uint64_t number = 0;
};
/// Master to worker, one descriptor attached.
struct ConnectionPassed {
  std::uint64_t number = 0;
  int listener = 0;
};
/// Worker to master: it cannot start serving; the master reports the problems and treats it as a failed boot.
struct WorkerFailed {
  std::vector<base::Problem> problems;
  std::string sentence;
};
/// Master to worker and to the keeper of sessions, one descriptor attached: this end of what joins the two.
struct SessionsConnected {
  int slot = 0;  ///< the worker's loop that it is for
};
/// Master to keeper: how much memory the sessions may take from now on.
struct SessionsMemory {
  std::int64_t bytes = 0;
};
/// Worker to master: why the session store does not answer; empty: it does.
struct SessionsState {
  std::string reason;
  int slot = 0;  ///< the loop that says so
};
/// Master to worker, one descriptor attached: the access log from now on.
struct AccessLogReopened {};
/// Worker to master, once a minute at most.
struct AccessLogTrouble {
  std::string reason;
  std::int64_t lost = 0;  ///< lines since it was last told
};
/// Worker to master, with access = "events".
struct RequestsServed {
  struct Served {
    std::string method;
    std::string target;
    std::string protocol;  ///< "HTTP/2.0"
    std::string client;    ///< its address
    int status = 0;        ///< 0: gone before there was an answer
    std::int64_t bytes = 0;
    std::int64_t durationUs = 0;
  };
  std::vector<Served> requests;
  std::int64_t leftOut = 0;  ///< more of them, told nowhere else
  int slot = 0;              ///< whose loop served them
};
/// Worker to master: requests over a rate limit, once a minute at most.
struct RequestsLimited {
  std::int64_t count = 0;  ///< since it was last told
  std::string client;      ///< the address of the last one
  std::string path;        ///< of its limit
};
using WorkerMessage = std::variant<WorkerReady, WorkerDrain, TicketKeysChanged, TicketLead, TicketsTold,
                                   ConnectionTaken, ConnectionPassed, WorkerFailed, SessionsConnected, SessionsMemory,
                                   SessionsState, AccessLogReopened, AccessLogTrouble, RequestsServed, RequestsLimited>;

std::string toJson(const WorkerMessage& message);
/// Empty optional: an unknown kind.
base::Result<std::optional<WorkerMessage>> workerMessageFromJson(std::string_view json);

}  // namespace control
