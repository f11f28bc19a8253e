// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT

#include "server/cluster/worker_spawner.h"

#include <fcntl.h>
#include <sys/prctl.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <filesystem>

// glibc 2.36 forgets to say that these are C functions.
extern "C" {
#include <sys/pidfd.h>
}

#include "server/cluster/exit_report.h"

namespace cluster {

struct WorkerSpawner::Pipes {
  base::UniqueFd masterChannel;
  base::UniqueFd workerChannel;
  base::UniqueFd outputReader;
  base::UniqueFd outputWriter;

  static base::Result<Pipes> create() {
    auto channel = net::MessageChannel::createPair();
    if (!channel) return base::failure(channel.error());
    Pipes pipes;
    pipes.masterChannel = std::move(channel->first);
    pipes.workerChannel = std::move(channel->second);
    std::array<int, 2> output{};
    // The writing end does not block either: a worker must not stand still because its master reads late.
    if (::pipe2(output.data(), O_NONBLOCK | O_CLOEXEC) != 0) {
      return base::failure("cannot make a worker's output pipe: " + base::errnoText(errno));
    }
    pipes.outputReader.reset(output[0]);
    pipes.outputWriter.reset(output[1]);
    return pipes;
  }
};

bool sendSignal(const SpawnedWorker& worker, int signal) {
  if (worker.process) return ::pidfd_send_signal(worker.process.get(), signal, nullptr, 0) == 0;
  // Without a pidfd the number is still ours until it was waited for.
  return ::kill(worker.pid, signal) == 0;
}

base::Result<std::unique_ptr<net::MessageChannel>> hearMaster(
    net::EventLoop& loop, base::UniqueFd end, std::function<void(std::string_view, base::UniqueFd)> received,
    std::function<void(int)> leave) {
  return net::MessageChannel::create(
      loop, std::move(end),
      {.received = std::move(received), .closed = [leave = std::move(leave)] { leave(exitLostMaster); }});
}

void dieWith(pid_t parent) {
  // KILL, because TERM is blocked where signalfd reads it: a worker that stands still would live on.
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(exitLostMaster);
}

void closeAllBut(std::vector<int> kept) {
  std::sort(kept.begin(), kept.end());
  unsigned next = 3;
  for (const int fd : kept) {
    if (fd < static_cast<int>(next)) continue;
    if (fd > static_cast<int>(next)) ::close_range(next, static_cast<unsigned>(fd) - 1, 0);
    next = static_cast<unsigned>(fd) + 1;
  }
  ::close_range(next, ~0U, 0);
}

void giveSignalsBack() {
  ::signal(SIGPIPE, SIG_DFL);
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
}

namespace {

void resetSignals() {
  // INT, HUP and QUIT come from a terminal to the whole group, USR1 from log rotation: the master's to answer.
  for (const int signal : {SIGPIPE, SIGINT, SIGHUP, SIGQUIT, SIGUSR1}) ::signal(signal, SIG_IGN);
  for (const int signal : {SIGTERM, SIGCHLD, SIGUSR2, SIGALRM}) ::signal(signal, SIG_DFL);
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
}

void redirectStandardStreams(int output) {
  ::dup2(output, STDOUT_FILENO);
  ::dup2(output, STDERR_FILENO);
  const int null = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  if (null >= 0) ::dup2(null, STDIN_FILENO);
}

}  // namespace

void WorkerSpawner::runChild(Pipes& pipes, pid_t master, std::span<const int> descriptors,
                             const ChildMain& childMain) const {
  dieWith(master);
  resetSignals();
  redirectStandardStreams(pipes.outputWriter.get());
  if (m_inChild) m_inChild();
  std::vector<int> kept(descriptors.begin(), descriptors.end());
  kept.push_back(pipes.workerChannel.get());
  // Siblings' channels above all: while a copy of an end is open anywhere, the other end sees no end of file.
  closeAllBut(std::move(kept));
  const int code = childMain(std::move(pipes.workerChannel));
  std::fflush(nullptr);
  // Not exit(): the master's objects live in this copy of its memory too, and their ends are not ours to reach.
  ::_exit(code);
}

base::Result<SpawnedWorker> WorkerSpawner::spawn(std::span<const int> descriptors, const ChildMain& childMain) const {
  base::Result<Pipes> pipes = Pipes::create();
  if (!pipes) return base::failure(pipes.error());
  std::fflush(nullptr);  // or the child would write it again
  const pid_t master = ::getpid();
  const pid_t pid = ::fork();
  if (pid < 0) return base::failure("cannot fork: " + base::errnoText(errno));
  if (pid == 0) runChild(*pipes, master, descriptors, childMain);

  SpawnedWorker spawned;
  spawned.pid = pid;
  spawned.process.reset(::pidfd_open(pid, 0));
  spawned.channel = std::move(pipes->masterChannel);
  spawned.output = std::move(pipes->outputReader);
  return spawned;
}

}  // namespace cluster
