// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT

#include "server/cluster/successor.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>

#include "server/cluster/exit_report.h"
#include "server/cluster/worker_spawner.h"
#include "server/control/message.h"

namespace cluster {

namespace {

using namespace std::chrono_literals;

constexpr auto closedToKill = 1s;   ///< of a program that let go of the channel and runs on
constexpr auto failedToKill = 40s;  ///< of one that said that it gives up, and ends its workers first
constexpr int exitNotExecuted = 127;
/// Of one message: what JSON puts around the events stays below the channel's bound.
constexpr std::size_t largestPart = net::MessageChannel::largestMessage - 1024;

/// In the child. What is ours stays out of it: descriptors, blocked signals.
[[noreturn]] void execute(const SuccessorCommand& command, int channel) {
  giveSignalsBack();
  closeAllBut({channel});
  ::fcntl(channel, F_SETFD, 0);
  for (const auto& [name, value] : command.environment) ::setenv(name.c_str(), value.c_str(), 1);
  std::vector<std::string> words{command.program};
  words.insert(words.end(), command.arguments.begin(), command.arguments.end());
  words.insert(words.end(), {"--take-over", std::to_string(channel)});
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  ::execv(command.program.c_str(), argv.data());
  const std::string said =
      control::toJson(control::SuccessorFailed{.problems = {}, .sentence = base::errnoText(errno)});
  static_cast<void>(::send(channel, said.data(), said.size(), MSG_NOSIGNAL));
  ::_exit(exitNotExecuted);
}

}  // namespace

base::Result<std::unique_ptr<Successor>> Successor::start(net::EventLoop& loop, const EventHistory& history,
                                                          const SuccessorCommand& command,
                                                          SuccessorCallbacks callbacks) {
  auto ends = net::MessageChannel::createPair();
  if (!ends) return base::failure(std::move(ends.error()));
  std::fflush(nullptr);  // or the child would have it too
  const pid_t pid = ::fork();
  if (pid < 0) return base::failure("cannot fork: " + base::errnoText(errno));
  if (pid == 0) execute(command, ends->second.get());
  ends->second.reset();
  std::unique_ptr<Successor> successor(new Successor(loop, history, command, std::move(callbacks), pid));
  auto channel = net::MessageChannel::create(
      loop, std::move(ends->first),
      {.received = [self = successor.get()](std::string_view json, base::UniqueFd) { self->handleMessage(json); },
       .closed = [self = successor.get()] { self->handleClosed(); }});
  if (channel)
    successor->m_channel = std::move(*channel);
  else
    successor->abandon(std::move(channel.error()), 0ms);
  return successor;
}

Successor::Successor(net::EventLoop& loop, const EventHistory& history, const SuccessorCommand& command,
                     SuccessorCallbacks callbacks, pid_t pid)
    : m_history(history),
      m_callbacks(std::move(callbacks)),
      m_patience(command.patience),
      m_pid(pid),
      m_timer(loop, [this] { handleTimer(); }) {
  m_timer.startIn(m_patience);
}

void Successor::hand(const control::HandoverMessage& message, int descriptor) {
  if (m_channel) m_channel->send(control::toJson(message), descriptor);
}

void Successor::handleMessage(std::string_view json) {
  const auto message = control::handoverMessageFromJson(json);
  if (!message || !*message) return;  // of another version
  if (const auto* sooner = std::get_if<control::DrainSooner>(&**message); sooner != nullptr && m_finished)
    return m_callbacks.drainSooner(base::Milliseconds(sooner->timeoutMs));
  if (m_finished || m_error) return;
  if (const auto* wanted = std::get_if<control::EventsWanted>(&**message)) {
    handEvents(wanted->after);
  } else if (std::holds_alternative<control::SuccessorReady>(**message)) {
    m_ready = true;
  } else if (auto* failed = std::get_if<control::SuccessorFailed>(&**message)) {
    m_error.emplace(failed->sentence);
    m_error->problems = failed->problems;
    m_ending = true;
    m_timer.startIn(failedToKill);
  }
}

void Successor::handEvents(std::uint64_t after) {
  control::EventsHanded part;
  std::size_t bytes = 0;
  std::uint64_t gone = 0;
  for (const control::Event* event : m_history.after(after, gone)) {
    const std::size_t size = control::toJson(*event).size() + 1;
    if (bytes + size > largestPart && bytes > 0) break;
    part.last = event->seq;
    if (size > largestPart) continue;  // left out, as if the ring had forgotten it
    bytes += size;
    part.events.push_back(*event);
  }
  if (part.last > 0 || !m_ready) return hand(part);
  m_callbacks.takesOver();
}

void Successor::finish() {
  m_finished = true;
  m_timer.stop();
  hand(control::HandoverDone{});
}

bool Successor::tell(const control::Event& event) {
  return m_finished && m_channel && m_channel->send(control::toJson(control::EventsHanded{{event}, 0}));
}

void Successor::abandon(base::Error why, base::Milliseconds patience) {
  if (!m_error) m_error = std::move(why);
  hand(control::HandoverAbandoned{});
  m_ending = true;
  m_timer.startIn(patience);
}

void Successor::handleTimer() {
  if (!m_ending) {
    abandon(base::Error("it did not serve within " + base::durationWords(m_patience)), 0ms);
    return;
  }
  // Nobody waited for it yet, so the number is still its own.
  ::kill(m_pid, SIGKILL);
}

void Successor::handleClosed() {
  if (m_finished || m_ending) return;
  m_ending = true;
  m_timer.startIn(closedToKill);
}

bool Successor::handleExit(pid_t pid, int waitStatus) {
  if (pid != m_pid) return false;
  m_timer.stop();
  if (m_channel) m_channel->receiveWaiting();
  // A child of its own may hold the channel still, and must not take its end for ours.
  if (!m_finished) hand(control::HandoverAbandoned{});
  if (m_channel) m_channel->close();
  if (m_finished) return true;
  if (!m_error) {
    m_error.emplace(WIFSIGNALED(waitStatus) ? "ended by " + signalName(WTERMSIG(waitStatus))
                                            : fmt::format("exited with code {}", WEXITSTATUS(waitStatus)));
  }
  m_callbacks.failed(*m_error);
  return true;
}

}  // namespace cluster
