// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT

#include "server/command_line/control_commands.h"

#include <fmt/format.h>

#include "server/command_line/event_printer.h"
#include "server/command_line/exit_code.h"
#include "server/command_line/status_text.h"

namespace command_line {

namespace {

constexpr auto forever = base::MonotonicTime::max() - base::MonotonicClock::duration(1);
constexpr auto replayPatience = std::chrono::seconds(10);
/// The server answers within boot_timeout and some seconds, whatever that is there.
constexpr auto upgradePatience = std::chrono::hours(24);

/// 69 where no server answers, 64 where several do and none was named, else 1.
int explain(const base::Error& error) {
  printError(error);
  if (error.problems.empty()) return error.sentence.find("--name") != std::string::npos ? WrongUse : Failed;
  return isNotRunning(error) ? NotRunning : Failed;
}

}  // namespace

int showStatus(const ServerChoice& choice, bool json) {
  auto client = connectTo(choice);
  if (!client) return explain(client.error());
  const auto answer = client->call(control::StatusCall{});
  if (!answer) return explain(answer.error());
  const auto status = control::statusFromJson(*answer);
  if (!status) return explain(status.error());
  fmt::print("{}\n", json ? control::toJson(*status) : statusText(*status, Paint(STDOUT_FILENO)));
  return Done;
}

int stopServer(const ServerChoice& choice, std::optional<std::int64_t> timeoutMs) {
  auto client = connectTo(choice);
  if (!client) return explain(client.error());
  if (const auto answer = client->call(control::StopCall{timeoutMs}); !answer) return explain(answer.error());
  while (!client->isClosed()) static_cast<void>(client->next(base::MonotonicClock::now() + std::chrono::hours(1)));
  fmt::print("{} stopped\n", client->server().name);
  return Done;
}

int reloadServer(const ServerChoice& choice, const control::Call& call) {
  auto client = connectTo(choice);
  if (!client) return explain(client.error());
  // Subscribed first, so that an end that comes at once is not missed.
  const auto subscribed = client->call(control::SubscribeCall{client->server().lastSeq, true, false});
  if (!subscribed) return explain(subscribed.error());
  if (const auto answer = client->call(call); !answer) return explain(answer.error());
  const EventPrinter printer(LogFormat::Text, stderr);
  while (const auto message = client->next(forever)) {
    const auto* event = std::get_if<control::Event>(&*message);
    if (event == nullptr) continue;
    printer.print(*event);
    if (event->kind == control::EventKind::ConfigRejected) return NotStartable;
    if (event->kind == control::EventKind::ReloadFinished) return event->string("outcome") == "done" ? Done : Failed;
  }
  printError(base::Error("the server ended before the reload did"));
  return Failed;
}

int upgradeServer(const ServerChoice& choice, const std::filesystem::path& program) {
  auto client = connectTo(choice);
  if (!client) return explain(client.error());
  const std::string absolute = program.empty() ? std::string() : std::filesystem::absolute(program).string();
  if (const auto answer = client->call(control::UpgradeCall{absolute}, upgradePatience); !answer)
    return explain(answer.error());
  // The old master is done with us; its word for the new one is not as good as the new one's own.
  const auto successor = ControlClient::connect(client->path(), client->server().name);
  if (!successor) return explain(successor.error());
  const control::HelloResult& server = successor->server();
  fmt::print("{} upgraded: Forkyard {} serves it, PID {}\n", server.name, server.version, server.pid);
  return Done;
}

int askServer(const ServerChoice& choice, const control::Call& call, const std::string& sentence) {
  auto client = connectTo(choice);
  if (!client) return explain(client.error());
  if (const auto answer = client->call(call); !answer) return explain(answer.error());
  fmt::print("{}\n", fmt::format(fmt::runtime(sentence), client->server().name));
  return Done;
}

int showEvents(const ServerChoice& choice, const EventsArguments& arguments) {
  auto client = connectTo(choice);
  if (!client) return explain(client.error());
  const std::uint64_t last = client->server().lastSeq;
  if (!arguments.follow && last <= arguments.after) return Done;
  const auto answer = client->call(control::SubscribeCall{arguments.after, true, false});
  if (!answer) return explain(answer.error());
  const EventPrinter printer(arguments.json ? LogFormat::Json : LogFormat::Text, stdout);
  while (true) {
    const auto deadline = arguments.follow ? forever : base::MonotonicClock::now() + replayPatience;
    const auto message = client->next(deadline);
    if (!message) break;
    const auto* event = std::get_if<control::Event>(&*message);
    if (event == nullptr) continue;
    printer.print(*event);
    if (std::ferror(stdout) != 0) return Failed;
    if (!arguments.follow && event->seq >= last) return Done;
  }
  return arguments.follow ? Done : Failed;
}

}  // namespace command_line
