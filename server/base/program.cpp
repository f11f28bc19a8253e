// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// posix_spawn(3) and two pipes.

#include "server/base/program.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <spawn.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>

#include "server/base/unique_fd.h"

namespace base {

namespace {

constexpr std::size_t keptBytes = 1024 * 1024;
constexpr std::string_view foldersForAdministrators = "/usr/local/sbin:/usr/sbin:/sbin";

struct Pipe {
  UniqueFd reading;
  UniqueFd writing;
};

std::optional<Pipe> makePipe() {
  std::array<int, 2> ends{-1, -1};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return std::nullopt;
  return Pipe{UniqueFd(ends[0]), UniqueFd(ends[1])};
}

/// What posix_spawn wants to know, released with it.
struct SpawnSettings {
  posix_spawn_file_actions_t actions{};
  posix_spawnattr_t attributes{};
  SpawnSettings() {
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes);
  }
  SpawnSettings(const SpawnSettings&) = delete;
  SpawnSettings& operator=(const SpawnSettings&) = delete;
  ~SpawnSettings() {
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
  }
  /// No signal that we block or ignore is blocked or ignored there.
  void resetSignals(int flags) {
    sigset_t none;
    sigset_t all;
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &all);
    posix_spawnattr_setflags(&attributes, static_cast<short>(flags | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF));
  }
};

std::vector<char*> pointersTo(std::vector<std::string>& words) {
  std::vector<char*> pointers;
  pointers.reserve(words.size() + 1);
  for (std::string& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  return pointers;
}

/// Ours with `more` before it: of two with a name, programs take the first.
std::vector<std::string> environmentWith(const std::vector<std::string>& more) {
  std::vector<std::string> all = more;
  for (char** each = environ; *each != nullptr; ++each) {
    const std::string_view entry(*each);
    const std::string_view name = entry.substr(0, entry.find('=') + 1);
    bool replaced = false;
    for (const std::string& given : more) replaced = replaced || std::string_view(given).starts_with(name);
    if (!replaced) all.emplace_back(entry);
  }
  return all;
}

Result<pid_t> spawn(const ProgramCall& call, SpawnSettings& settings) {
  const auto program = findProgram(call.arguments.front());
  if (!program) return failure(fmt::format("cannot find the program {}", call.arguments.front()));
  std::vector<std::string> arguments = call.arguments;
  std::vector<std::string> environment = environmentWith(call.environment);
  pid_t pid = -1;
  const int error = ::posix_spawn(&pid, program->c_str(), &settings.actions, &settings.attributes,
                                  pointersTo(arguments).data(), pointersTo(environment).data());
  if (error != 0) return failure(fmt::format("cannot start {}: {}", call.arguments.front(), errnoText(error)));
  return pid;
}

int waitFor(pid_t pid) {
  int status = 0;
  while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/// False: that was the end.
bool readInto(UniqueFd& from, std::string& text) {
  std::array<char, 16'384> bytes{};
  const ssize_t count = ::read(from.get(), bytes.data(), bytes.size());
  if (count < 0 && errno == EINTR) return true;
  if (count <= 0) return false;
  const std::size_t room = keptBytes - std::min(keptBytes, text.size());
  text.append(bytes.data(), std::min(room, static_cast<std::size_t>(count)));
  return true;
}

/// Signals that would end us wait while it lives. What came meanwhile takes effect with its end.
class HeldSignals {
 public:
  HeldSignals() {
    sigset_t held;
    sigemptyset(&held);
    for (const int number : {SIGTERM, SIGINT, SIGHUP}) {
      struct sigaction action {};
      // One that is held is not ignored (nohup): it would be seen here.
      if (::sigaction(number, nullptr, &action) == 0 && action.sa_handler != SIG_IGN) sigaddset(&held, number);
    }
    ::sigprocmask(SIG_BLOCK, &held, &m_before);
    m_arrival = UniqueFd(::signalfd(-1, &held, SFD_CLOEXEC));
  }
  HeldSignals(const HeldSignals&) = delete;
  HeldSignals& operator=(const HeldSignals&) = delete;
  ~HeldSignals() { ::sigprocmask(SIG_SETMASK, &m_before, nullptr); }
  /// Readable once one came; never read, so that it stays.
  [[nodiscard]] int arrival() const { return m_arrival.get(); }

 private:
  sigset_t m_before{};
  UniqueFd m_arrival;
};

/// False: time is up, or `stop` became readable (-1: nothing).
bool readBoth(UniqueFd& output, UniqueFd& errors, ProgramEnd& end, MonotonicTime deadline, int stop) {
  while (output || errors) {
    std::array<pollfd, 3> watched{pollfd{output.get(), POLLIN, 0}, pollfd{errors.get(), POLLIN, 0},
                                  pollfd{stop, POLLIN, 0}};
    const auto left = std::chrono::duration_cast<Milliseconds>(deadline - MonotonicClock::now()).count();
    const int ready = ::poll(watched.data(), watched.size(), static_cast<int>(std::max<long long>(left, 0)));
    if (ready < 0 && errno == EINTR) continue;
    if (ready <= 0 || watched[2].revents != 0) return false;
    if (watched[0].revents != 0 && !readInto(output, end.output)) output.reset();
    if (watched[1].revents != 0 && !readInto(errors, end.errors)) errors.reset();
  }
  return true;
}

}  // namespace

std::optional<std::filesystem::path> findProgram(std::string_view name) {
  if (name.find('/') != std::string_view::npos) return std::filesystem::path(name);
  const char* const path = std::getenv("PATH");
  std::string folders = path == nullptr ? "" : path;
  folders.append(":").append(foldersForAdministrators);
  for (std::string_view rest = folders; !rest.empty();) {
    const std::string_view folder = rest.substr(0, rest.find(':'));
    rest.remove_prefix(std::min(rest.size(), folder.size() + 1));
    if (folder.empty()) continue;
    std::filesystem::path candidate = std::filesystem::path(folder) / name;
    std::error_code ignored;
    if (std::filesystem::is_regular_file(candidate, ignored) && ::access(candidate.c_str(), X_OK) == 0) {
      return candidate;
    }
  }
  return std::nullopt;
}

Result<ProgramEnd> runProgram(const ProgramCall& call) {
  SpawnSettings settings;
  ProgramEnd end;
  if (call.terminal == ProgramCall::Terminal::Inherited) {
    settings.resetSignals(0);
    const Result<pid_t> pid = spawn(call, settings);
    if (!pid) return failure(pid.error());
    end.exitCode = waitFor(*pid);
    return end;
  }
  std::optional<Pipe> output = makePipe();
  std::optional<Pipe> errors = makePipe();
  if (!output || !errors) return failure(fmt::format("cannot start {}: {}", call.arguments.front(), errnoText(errno)));
  posix_spawn_file_actions_addopen(&settings.actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&settings.actions, output->writing.get(), STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&settings.actions, errors->writing.get(), STDERR_FILENO);
  // A session of its own has no terminal: nothing that it asks there could hold us up.
  settings.resetSignals(POSIX_SPAWN_SETSID);
  std::optional<HeldSignals> signals;
  if (call.endsWithUs) signals.emplace();
  const Result<pid_t> pid = spawn(call, settings);
  if (!pid) return failure(pid.error());
  output->writing.reset();
  errors->writing.reset();
  const bool inTime = readBoth(output->reading, errors->reading, end, MonotonicClock::now() + call.patience,
                               signals ? signals->arrival() : -1);
  // Its children too: the session is also a process group.
  if (!inTime) ::kill(-*pid, SIGKILL);
  end.exitCode = waitFor(*pid);
  if (!inTime) {
    return failure(fmt::format("{} did not end within {}", call.arguments.front(), durationWords(call.patience)));
  }
  return end;
}

std::string ProgramEnd::reason() const {
  std::string_view text = errors.find_first_not_of(" \t\r\n") == std::string::npos ? output : errors;
  const std::size_t last = text.find_last_not_of(" \t\r\n");
  if (last == std::string_view::npos) return fmt::format("exit code {}", exitCode);
  text = text.substr(0, last + 1);
  return std::string(text.substr(text.rfind('\n') + 1));
}

std::string shellQuoted(std::string_view word) {
  static constexpr std::string_view plain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-./+,:@%=";
  if (!word.empty() && word.find_first_not_of(plain) == std::string_view::npos) return std::string(word);
  std::string quoted = "'";
  for (const char character : word) {
    if (character == '\'')
      quoted += "'\\''";
    else
      quoted += character;
  }
  return quoted + "'";
}

std::string ProgramCall::text() const {
  std::string line;
  for (const std::string& word : arguments) {
    if (!line.empty()) line += ' ';
    line += shellQuoted(word);
  }
  return line;
}

}  // namespace base
