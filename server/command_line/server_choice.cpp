// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT

#include "server/command_line/server_choice.h"

#include "server/base/xdg_directories.h"

namespace command_line {

namespace {

namespace fs = std::filesystem;

base::Problem notRunning(const std::string& name) {
  base::Problem problem;
  problem.code = base::ProblemCode::NotRunning;
  problem.arguments = {{"name", name}};
  return problem;
}

base::Result<ControlClient> connectByName(const std::string& name) {
  if (name.find('/') != std::string::npos) return base::failure(notRunning(name));
  for (const fs::path& directory : base::runtimeDirectories()) {
    auto client = ControlClient::connect(directory / (name + ".sock"), name);
    if (client || !isNotRunning(client.error())) return client;
  }
  return base::failure(notRunning(name));
}

base::Result<ControlClient> connectToTheOnlyOne() {
  std::vector<ControlClient> found = runningServers();
  std::string names;
  for (const ControlClient& client : found) names += (names.empty() ? "" : ", ") + client.server().name;
  if (found.empty()) {
    base::Error none("no server is running; start one with: forkyard run");
    none.problems = {notRunning("")};
    return base::failure(std::move(none));
  }
  if (found.size() > 1) return base::failure("several servers are running: " + names + "; say which one with --name");
  return std::move(found.front());
}

}  // namespace

bool isNotRunning(const base::Error& error) {
  return !error.problems.empty() && error.problems.front().code == base::ProblemCode::NotRunning;
}

std::vector<ControlClient> runningServers() {
  std::vector<ControlClient> found;
  for (const fs::path& directory : base::runtimeDirectories()) {
    std::error_code unreadable;
    for (const auto& entry : fs::directory_iterator(directory, unreadable)) {
      if (entry.path().extension() != ".sock") continue;
      auto client = ControlClient::connect(entry.path(), entry.path().stem().string());
      if (client) found.push_back(std::move(*client));
    }
  }
  return found;
}

base::Result<ControlClient> connectTo(const ServerChoice& choice) {
  if (!choice.control.empty()) return ControlClient::connect(choice.control, choice.control.stem().string());
  return choice.name.empty() ? connectToTheOnlyOne() : connectByName(choice.name);
}

}  // namespace command_line
