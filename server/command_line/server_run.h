// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// One run of a server in this process: event loop, master and control socket put together, from the first check to the
// last child's end. Where its output goes, and who is told that it is ready, is for its caller.

#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "server/base/unique_fd.h"
#include "server/cluster/control_server.h"
#include "server/cluster/master.h"
#include "server/command_line/event_output.h"
#include "server/config/config.h"
#include "server/control/message.h"

namespace command_line {

struct ServerRunOptions {
  /// Once: the server is ready, or why not.
  std::function<void(const control::DetachReport&)> report;
  std::function<void(const control::Event&)> printEvent;
  /// Where that goes, so that what its reader does not take at once goes out later; outlives the run.
  EventOutput* output = nullptr;
  std::function<void()> reopenLogs;
  /// The channel of a running server that this one takes over from; empty: it just starts.
  std::optional<base::UniqueFd> takeOver;
  /// The words that start this server again, for an upgrade: see MasterOptions.
  std::vector<std::string> successorArguments;
  /// Whether a server none of whose workers got ready is ended; otherwise it goes on trying.
  bool endsWhenNotReady = false;
};

class ServerRun {
 public:
  ServerRun(config::Config config, ServerRunOptions options);
  ~ServerRun();
  /// Blocks until the server has stopped. The exit code.
  int run();

 private:
  int runToTheEnd();
  base::Result<void> prepare();
  base::Result<std::unique_ptr<cluster::ControlServer>> makeControlServer(const std::filesystem::path& directory);
  void handleBooted(const base::Result<void>& outcome);
  void handleFinished(int exitCode);
  void report(bool ready, const base::Error& error);

  config::Config m_config;
  ServerRunOptions m_options;
  std::unique_ptr<net::EventLoop> m_loop;
  std::unique_ptr<cluster::Predecessor> m_predecessor;
  std::unique_ptr<cluster::Master> m_master;
  std::unique_ptr<cluster::ControlServer> m_controlServer;
  std::optional<base::Error> m_bootError;
  bool m_reported = false;
  int m_exitCode = 0;
};

/// Where a browser on this machine finds a listener: "https://localhost:8443", of metrics the page with them.
std::string urlOf(const control::ListenerStatus& listener);

}  // namespace command_line
