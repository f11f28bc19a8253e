// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT

#include "server/command_line/server_run.h"

#include <fmt/format.h>

#include <csignal>

#include "server/base/xdg_directories.h"
#include "server/command_line/exit_code.h"

namespace command_line {

namespace {

constexpr base::Milliseconds lastWordsPatience{1'000};

}  // namespace

ServerRun::ServerRun(config::Config config, ServerRunOptions options)
    : m_config(std::move(config)), m_options(std::move(options)) {}

ServerRun::~ServerRun() = default;

base::Result<void> ServerRun::prepare() {
  auto directory =
      m_config.control.group.empty() ? base::createRuntimeDirectory() : base::createSharedRuntimeDirectory();
  if (!directory) return base::failure(std::move(directory.error()));
  auto loop = net::EventLoop::create();
  if (!loop) return base::failure(std::move(loop.error()));
  m_loop = std::move(*loop);
  if (m_options.output != nullptr) m_options.output->begin(*m_loop);
  if (m_options.takeOver) {
    auto met = cluster::Predecessor::meet(*m_loop, std::move(*m_options.takeOver));
    if (!met) return base::failure(std::move(met.error()));
    m_predecessor = std::move(*met);
  }

  cluster::MasterOptions options;
  options.inChild = [this] {
    if (m_controlServer) m_controlServer->abandonInChild();
  };
  options.booted = [this](const base::Result<void>& outcome) { handleBooted(outcome); };
  options.finished = [this](int exitCode) { handleFinished(exitCode); };
  options.reopenLogs = m_options.reopenLogs;
  options.successorArguments = m_options.successorArguments;
  options.predecessor = m_predecessor.get();
  auto master = cluster::Master::create(*m_loop, m_config, std::move(options));
  if (!master) return base::failure(std::move(master.error()));
  m_master = std::move(*master);
  m_master->history().listen([this](const control::Event& event) { m_options.printEvent(event); });

  // Before anything is bound: a second start of the same name says so, and not that its own port is in use.
  auto server = makeControlServer(*directory);
  if (!server) return base::failure(std::move(server.error()));
  m_controlServer = std::move(*server);
  m_master->setControlServer(*m_controlServer);
  return m_master->start();
}

base::Result<std::unique_ptr<cluster::ControlServer>> ServerRun::makeControlServer(
    const std::filesystem::path& directory) {
  const std::string& group = m_config.control.group;
  if (!m_predecessor)
    return cluster::ControlServer::create(*m_loop, *m_master, m_master->history(), directory, m_config.name, group);
  auto socket = m_predecessor->takeControlSocket(group);
  if (!socket) return base::failure(std::move(socket.error()));
  return cluster::ControlServer::adopt(*m_loop, *m_master, m_master->history(), std::move(*socket),
                                       m_predecessor->master().instance);
}

int ServerRun::run() {
  // A reader of our output or of a connection that went away is an error code where it is written to, not the end.
  std::signal(SIGPIPE, SIG_IGN);
  const int exitCode = runToTheEnd();
  if (m_options.output != nullptr) m_options.output->finish(lastWordsPatience);
  return exitCode;
}

int ServerRun::runToTheEnd() {
  if (auto prepared = prepare(); !prepared) {
    report(false, prepared.error());
    if (m_controlServer) m_controlServer->close();
    return NotStartable;
  }
  m_loop->run();
  m_controlServer->close();
  return m_exitCode;
}

void ServerRun::handleBooted(const base::Result<void>& outcome) {
  if (outcome) return report(true, {});
  m_bootError = outcome.error();
  if (!m_options.endsWhenNotReady) return report(false, *m_bootError);
  m_exitCode = NotStartable;
  m_master->requestStop("master", "");
}

void ServerRun::handleFinished(int exitCode) {
  // Told only now, when nothing of it is left: whoever hears it may start again at once.
  if (!m_reported) report(false, m_bootError.value_or(base::Error("stopped before it was ready")));
  if (exitCode != 0) m_exitCode = exitCode;
  m_loop->stop();
}

void ServerRun::report(bool ready, const base::Error& error) {
  m_reported = true;
  // The old server is asked, and answers.
  if (m_predecessor && !ready) return m_predecessor->fail(error);
  control::DetachReport report;
  report.ready = ready;
  report.name = m_config.name;
  report.pid = ready ? ::getpid() : 0;
  if (m_controlServer) report.controlSocket = m_controlServer->path().string();
  if (ready) {
    const control::Status status = m_master->status();
    report.listeners = status.listeners;
    report.problems = status.problems;
  } else {
    report.problems = error.problems;
    report.error = error.sentence;
  }
  m_options.report(report);
}

std::string urlOf(const control::ListenerStatus& listener) {
  const std::string& address = listener.address;
  const bool isLocal = address == "127.0.0.1" || address == "0.0.0.0" || address == "::" || address.empty();
  const std::string host = isLocal                                  ? "localhost"
                           : address.find(':') != std::string::npos ? "[" + address + "]"
                                                                    : address;
  const bool isPlain = listener.protocol == "http" || listener.protocol == "metrics";
  return fmt::format("{}://{}:{}", isPlain ? "http" : "https", host, listener.port);
}

}  // namespace command_line
