// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT

#include "tests/server/cluster/slot_fixture.h"

#include <poll.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdio>

using namespace cluster;

namespace {

void say(int channel, const control::WorkerMessage& message) {
  const std::string json = control::toJson(message);
  ::send(channel, json.data(), json.size(), 0);
}

/// Waits until it is told to drain; false at the end of the channel.
bool hearDrain(int channel) {
  for (;;) {
    pollfd waiting{.fd = channel, .events = POLLIN, .revents = 0};
    ::poll(&waiting, 1, -1);
    std::array<char, 4096> packet;
    const ssize_t length = ::recv(channel, packet.data(), packet.size(), 0);
    if (length <= 0) return false;
    const auto message = control::workerMessageFromJson({packet.data(), static_cast<std::size_t>(length)});
    if (message && *message && std::holds_alternative<control::WorkerDrain>(**message)) return true;
  }
}

}  // namespace

SlotFixture::SlotFixture()
    : loop(*net::EventLoop::create()),
      m_scoreboard(*Scoreboard::create(64)),
      m_spawner(nullptr),
      m_oomCounter("/nonexistent/memory.events"),
      m_surroundings{.loop = *loop,
                     .history = history,
                     .scoreboard = m_scoreboard,
                     .spawner = m_spawner,
                     .oomCounter = m_oomCounter,
                     .chance = m_chance,
                     .workerMain =
                         [this](base::UniqueFd channel, int slot, const GenerationPointer& made, auto entries) {
                           const auto found = conducts.find({slot, made->number});
                           const Conduct conduct = found == conducts.end() ? Conduct::Obedient : found->second;
                           return live(std::move(channel), conduct, entries);
                         }},
      table(m_surroundings, *this) {}

SlotFixture::~SlotFixture() {
  changed = nullptr;
  for (const control::WorkerStatus& life : table.statuses()) {
    if (life.pid > 0) ::kill(life.pid, SIGKILL);
  }
  table.stopAll(control::ExitReason::Stopped, "none", base::Milliseconds(0));
  untilEmpty();
}

GenerationPointer SlotFixture::generation(int number, config::Config config) const {
  auto made = std::make_shared<Generation>();
  made->number = number;
  made->config = std::move(config);
  made->identities = std::make_shared<const IdentitySet>();
  return made;
}

int SlotFixture::live(base::UniqueFd channel, Conduct conduct, ScoreboardEntries entries) const {
  ::signal(SIGABRT, SIG_DFL);  // not Qt Test's
  ::signal(SIGSEGV, SIG_DFL);
  switch (conduct) {
    case Conduct::NeverReady:
      for (;;) ::pause();
    case Conduct::ExitsAtOnce:
      std::fputs("the cat sat on the socket\n", stderr);
      return 3;
    case Conduct::Misconfigured: {
      control::WorkerFailed failed;
      failed.problems.push_back({.code = base::ProblemCode::PrivilegeDropFailed});
      say(channel.get(), failed);
      return exitConfiguration;
    }
    case Conduct::Deaf:
      ::signal(SIGTERM, SIG_IGN);
      break;
    default:
      break;
  }
  // Others are not here to test hearts: one that beats for an hour.
  for (ScoreboardEntry* entry : entries) {
    const bool beats = conduct != Conduct::Frozen && !(conduct == Conduct::FrozenThread && entry == entries.back());
    if (beats) entry->beat(base::MonotonicClock::now() + std::chrono::hours(1));
  }
  say(channel.get(), control::WorkerReady{});
  while (hearDrain(channel.get())) {
    if (conduct == Conduct::Deaf) continue;
    if (conduct == Conduct::SlowToDrain) ::usleep(300'000);
    return 0;
  }
  return exitLostMaster;
}

void SlotFixture::reap() {
  for (;;) {
    int status = 0;
    const pid_t pid = ::waitpid(-1, &status, WNOHANG);
    if (pid <= 0) return;
    table.handleExit(pid, status);
    table.forgetEmptied();
    if (changed) changed();
  }
}

void SlotFixture::slotReady(Slot&) {
  if (changed) changed();
}

void SlotFixture::slotReplacementFailed(Slot&, const std::vector<base::Problem>& problems) {
  if (replacementFailed) replacementFailed(problems);
}

bool SlotFixture::until(const std::function<bool()>& condition) {
  const auto deadline = base::MonotonicClock::now() + std::chrono::seconds(10);
  while (!condition()) {
    if (base::MonotonicClock::now() > deadline) return false;
    loop->turn(base::Milliseconds(20));
    // Not by SIGCHLD: Qt Test's watchdog thread takes that as often as not.
    reap();
    mostProcesses = std::max(mostProcesses, table.processes());
  }
  return true;
}

bool SlotFixture::untilReady(int count) {
  return until([&] { return table.ready() == count; });
}

bool SlotFixture::untilEmpty() {
  return until([&] { return table.processes() == 0; });
}

std::vector<control::Event> SlotFixture::events(control::EventKind kind) const {
  std::vector<control::Event> found;
  std::uint64_t lost = 0;
  for (const control::Event* event : history.after(0, lost)) {
    if (event->kind == kind) found.push_back(*event);
  }
  return found;
}

std::vector<control::WorkerExit> SlotFixture::exits() const {
  std::vector<control::WorkerExit> found;
  for (const control::Event& event : events(control::EventKind::WorkerExited)) {
    found.push_back(control::workerExitFrom(event));
  }
  return found;
}

pid_t SlotFixture::pidOf(int slot) const {
  const Slot* found = table.find(slot);
  return found == nullptr || found->lives().empty() ? 0 : found->lives().back()->pid();
}
