// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT

#include "server/command_line/run_command.h"

#include <fcntl.h>
#include <sys/wait.h>

#include <fmt/format.h>

#include <cerrno>

#include "server/command_line/exit_code.h"
#include "server/command_line/log_file.h"
#include "server/command_line/server_run.h"
#include "server/config/config_toml.h"

namespace command_line {

namespace {

base::Error errorOf(const control::DetachReport& report) {
  base::Error error(report.error);
  error.problems = report.problems;
  return error;
}

void printReport(const control::DetachReport& report, bool json) {
  if (json) {
    fmt::print("{}\n", control::toJson(report));
  } else if (!report.ready) {
    printError(errorOf(report));
  } else {
    for (const control::ListenerStatus& listener : report.listeners)
      fmt::print("{} serves {} ({}), PID {}\n", report.name, urlOf(listener), listener.protocol, report.pid);
    for (const base::Problem& problem : report.problems) printProblem(problem);
  }
  std::fflush(stdout);
}

control::DetachReport failureReport(const std::string& name, const base::Error& error) {
  control::DetachReport report;
  report.name = name;
  report.problems = error.problems;
  report.error = error.sentence;
  return report;
}

EventOutput outputOf(const EventPrinter& printer) {
  return EventOutput(STDERR_FILENO, [&printer](std::int64_t lines) {
    control::Event lost;
    lost.kind = control::EventKind::EventsLost;
    lost.time = base::unixNow();
    lost.fields["count"] = lines;
    lost.text = control::eventText(lost);
    return printer.line(lost);
  });
}

/// What makes a new master of this server: our own arguments, wherever they came from.
std::vector<std::string> successorArguments(const config::Config& config, const RunArguments& arguments) {
  std::vector<std::string> words{"run", "--log-format", arguments.logFormat == LogFormat::Json ? "json" : "text"};
  if (arguments.json) words.emplace_back("--json");
  if (arguments.detach) words.emplace_back("--detach");
  if (!config.file.empty()) words.push_back(config.file.string());
  if (!arguments.proxy.empty()) words.insert(words.end(), {"--proxy", arguments.proxy});
  if (!arguments.files.empty()) words.insert(words.end(), {"--files", std::filesystem::absolute(arguments.files)});
  if (arguments.port) words.insert(words.end(), {"--port", std::to_string(*arguments.port)});
  if (arguments.workers) words.insert(words.end(), {"--workers", std::to_string(*arguments.workers)});
  return words;
}

int runInForeground(config::Config config, const RunArguments& arguments, std::optional<base::UniqueFd> takeOver) {
  const EventPrinter printer(arguments.logFormat, stderr);
  EventOutput output = outputOf(printer);
  ServerRunOptions options;
  options.output = &output;
  options.takeOver = std::move(takeOver);
  options.successorArguments = successorArguments(config, arguments);
  options.report = [&](const control::DetachReport& report) { printReport(report, arguments.json); };
  options.printEvent = [&](const control::Event& event) { output.add(printer.line(event)); };
  return ServerRun(std::move(config), std::move(options)).run();
}

/// With its output in the log, and its report to whom it concerns.
int serveWithLog(config::Config config, const RunArguments& arguments, LogFile log, ServerRunOptions options) {
  log.takeStandardOutput();
  const EventPrinter printer(arguments.logFormat, stderr);
  EventOutput output = outputOf(printer);
  options.output = &output;
  options.successorArguments = successorArguments(config, arguments);
  options.reopenLogs = [&] { log.reopen(); };
  options.printEvent = [&](const control::Event& event) {
    output.add(printer.line(event));
    log.rotateWhenFull();
  };
  return ServerRun(std::move(config), std::move(options)).run();
}

/// In the child: a session of its own, no terminal, its report into the pipe.
int serveDetached(config::Config config, const RunArguments& arguments, LogFile log, base::UniqueFd reportTo) {
  ::setsid();
  base::UniqueFd nothing(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  ::dup2(nothing.get(), STDIN_FILENO);
  nothing.reset();
  // No folder is kept from being unmounted; every path in the config is absolute by now.
  if (::chdir("/") != 0) return Failed;

  ServerRunOptions options;
  options.endsWhenNotReady = true;
  options.report = [&](const control::DetachReport& report) {
    const std::string line = control::toJson(report) + "\n";
    for (std::size_t sent = 0; sent < line.size();) {
      const ssize_t count = ::write(reportTo.get(), line.data() + sent, line.size() - sent);
      if (count < 0) break;  // whoever asked is gone; the server runs on
      sent += static_cast<std::size_t>(count);
    }
    reportTo.reset();
  };
  return serveWithLog(std::move(config), arguments, std::move(log), std::move(options));
}

/// The successor of a detached server is where that was, in a session without a terminal, and nobody waits for it but
/// the old master.
int takeOverDetached(config::Config config, const RunArguments& arguments, base::UniqueFd takeOver) {
  auto log = LogFile::create(config.name);
  if (!log) {
    cluster::Predecessor::refuse(takeOver.get(), log.error());
    return NotStartable;
  }
  ServerRunOptions options;
  options.takeOver = std::move(takeOver);
  options.report = [](const control::DetachReport&) {};
  return serveWithLog(std::move(config), arguments, std::move(*log), std::move(options));
}

/// The child's line without its newline; empty when it ended without one.
std::string readLine(int pipe) {
  std::string line;
  char bytes[4096];
  while (line.find('\n') == std::string::npos) {
    const ssize_t count = ::read(pipe, bytes, sizeof bytes);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return {};
    line.append(bytes, static_cast<std::size_t>(count));
  }
  return line.substr(0, line.find('\n'));
}

int finish(const control::DetachReport& report, bool json) {
  printReport(report, json);
  return report.ready ? Done : NotStartable;
}

int runDetached(config::Config config, const RunArguments& arguments) {
  const std::string name = config.name;
  auto log = LogFile::create(name);
  if (!log) return finish(failureReport(name, log.error()), arguments.json);
  const std::string logPath = log->path().string();
  int ends[2] = {-1, -1};
  if (::pipe2(ends, O_CLOEXEC) != 0)
    return finish(failureReport(name, base::Error("cannot open a pipe: " + base::errnoText(errno))), arguments.json);
  base::UniqueFd readEnd(ends[0]);
  base::UniqueFd writeEnd(ends[1]);
  std::fflush(nullptr);
  const pid_t child = ::fork();
  if (child < 0)
    return finish(failureReport(name, base::Error("cannot fork: " + base::errnoText(errno))), arguments.json);
  if (child == 0) {
    readEnd.reset();
    return serveDetached(std::move(config), arguments, std::move(*log), std::move(writeEnd));
  }
  writeEnd.reset();
  const auto report = control::detachReportFromJson(readLine(readEnd.get()));
  if (report && !report->ready) ::waitpid(child, nullptr, 0);  // so that nothing of it is left when we say so
  if (report) return finish(*report, arguments.json);
  return finish(failureReport(name, base::Error("the server ended before it was ready; its output is in " + logPath)),
                arguments.json);
}

/// The demo with a folder in place of its page. Its names are listed: who serves a folder from a terminal looks for
/// one.
base::Result<config::Config> demoOfFolder(const std::filesystem::path& folder) {
  config::FilesRoute route;
  std::error_code error;
  route.root = std::filesystem::canonical(folder, error);
  if (error || !std::filesystem::is_directory(route.root, error)) {
    base::Problem problem;
    problem.code = base::ProblemCode::FolderMissing;
    problem.arguments = {{"folder", folder.string()}};
    return base::failure(std::move(problem));
  }
  route.listing = true;
  config::Config config = config::demo();
  config.routes.front().handler = std::move(route);
  return config;
}

/// The demo with an application in place of its page.
base::Result<config::Config> demoInFrontOf(const std::string& application) {
  config::ProxyRoute route;
  const auto fault = config::parseBackendAddress(application, route.to.emplace_back());
  if (!fault.expected.empty()) {
    const std::string hint = fault.suggestion.empty() ? "" : "; did you mean " + fault.suggestion + "?";
    return base::failure("--proxy: must be " + fault.expected + ", not \"" + application + "\"" + hint);
  }
  config::Config config = config::demo();
  config.routes.front().handler = std::move(route);
  return config;
}

base::Result<config::Config> demoOf(const RunArguments& arguments) {
  base::Result<config::Config> config = config::demo();
  if (!arguments.proxy.empty()) config = demoInFrontOf(arguments.proxy);
  if (!arguments.files.empty()) config = demoOfFolder(arguments.files);
  if (!config) return config;
  if (arguments.port) config->listeners.front().port = *arguments.port;
  if (arguments.workers) config->cluster.workers = *arguments.workers;
  return config;
}

base::Result<config::Config> configOf(const RunArguments& arguments) {
  if (!arguments.file.empty()) return config::readFile(std::filesystem::absolute(arguments.file));
  return demoOf(arguments);
}

}  // namespace

int run(const RunArguments& arguments) {
  std::optional<base::UniqueFd> takeOver;
  if (arguments.takeOver) takeOver.emplace(*arguments.takeOver);
  auto config = configOf(arguments);
  if (!config) {
    if (takeOver)
      cluster::Predecessor::refuse(takeOver->get(), config.error());
    else
      printReport(failureReport({}, config.error()), arguments.json);
    return NotStartable;
  }
  if (!arguments.detach) return runInForeground(std::move(*config), arguments, std::move(takeOver));
  if (takeOver) return takeOverDetached(std::move(*config), arguments, std::move(*takeOver));
  return runDetached(std::move(*config), arguments);
}

}  // namespace command_line
