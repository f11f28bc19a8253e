// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// fork(2), memfd_create(2).

#include "server/cluster/acme_renewal.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>

#include "server/cluster/exit_report.h"
#include "server/cluster/worker_spawner.h"

namespace cluster {

namespace {

/// A little less than the day after which the dates are looked at again.
constexpr auto pauseBetween = std::chrono::hours(23);
constexpr int exitNotThere = 127;

std::string endOf(int status) {
  if (WIFSIGNALED(status)) return fmt::format("the program was ended by {}", signalName(WTERMSIG(status)));
  return fmt::format("the program ended with exit code {}", WEXITSTATUS(status));
}

}  // namespace

AcmeRenewal::AcmeRenewal(std::string program, Finished finished)
    : m_program(std::move(program)), m_finished(std::move(finished)) {}

void AcmeRenewal::execute(const std::vector<std::string>& entries) const {
  // TERM, which it hands on to lego.
  ::prctl(PR_SET_PDEATHSIG, SIGTERM);
  giveSignalsBack();
  ::dup2(m_output.get(), STDOUT_FILENO);
  closeAllBut({});
  const int null = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  if (null >= 0) ::dup2(null, STDIN_FILENO);
  std::vector<std::string> words{m_program, "cert", "acme", "renew", "--json", "--"};
  words.insert(words.end(), entries.begin(), entries.end());
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  ::execv(m_program.c_str(), argv.data());
  ::_exit(exitNotThere);
}

base::Result<void> AcmeRenewal::start(const std::vector<std::string>& entries) {
  const base::MonotonicTime now = base::MonotonicClock::now();
  if (entries.empty() || m_pid > 0 || (m_triedAt && now - *m_triedAt < pauseBetween)) return {};
  m_triedAt = now;
  m_output.reset(::memfd_create("acme", MFD_CLOEXEC));
  if (!m_output) return base::failure("cannot make a file in memory: " + base::errnoText(errno));
  std::fflush(nullptr);  // or the child would have it too
  const pid_t pid = ::fork();
  if (pid < 0) return base::failure("cannot fork: " + base::errnoText(errno));
  if (pid == 0) execute(entries);
  m_pid = pid;
  m_entries = entries;
  return {};
}

bool AcmeRenewal::handleExit(pid_t pid, int status) {
  if (pid != m_pid) return false;
  m_pid = -1;
  const auto report = control::acmeReportFromJson(readOutput());
  m_output.reset();
  std::vector<control::AcmeOutcome> outcomes;
  if (report) outcomes = report->entries;
  for (const std::string& entry : m_entries) {
    if (!report) outcomes.push_back({entry, "failed", endOf(status), {}});
  }
  const bool isAsked = !m_entries.empty();
  m_entries.clear();
  if (isAsked) m_finished(outcomes);
  return true;
}

void AcmeRenewal::stop() {
  m_entries.clear();
  if (m_pid > 0) ::kill(m_pid, SIGTERM);
}

std::string AcmeRenewal::readOutput() const {
  std::string text;
  std::array<char, 4096> bytes{};
  for (;;) {
    const ssize_t count = ::pread(m_output.get(), bytes.data(), bytes.size(), static_cast<off_t>(text.size()));
    if (count <= 0) break;
    text.append(bytes.data(), static_cast<std::size_t>(count));
  }
  while (text.ends_with('\n')) text.pop_back();
  return text;
}

}  // namespace cluster
