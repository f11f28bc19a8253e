// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// How long a person waits: from the start of the program to the first answer over TLS, and from a worker's kill to its
// replacement being ready. Prints figures; judges nothing. Run it on a quiet machine.

#include <QElapsedTimer>
#include <algorithm>
#include <csignal>
#include <cstdio>

#include "tests/load/tls_client.h"
#include "tests/support/server_process.h"

namespace {

constexpr int rounds = 20;

const QByteArray toml = R"(
name = "measured"
[restart]
first_delay = "1ms"
max_delay = "1ms"
give_up_after = 0
[[listener]]
port = 0
)";

bool fetch(int port) {
  TlsClient client(port, "http/1.1", std::chrono::milliseconds(5000));
  char bytes[4096];
  std::size_t count = 0;
  return client.connect() == ClientOutcome::Ok &&
         client.write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n") == ClientOutcome::Ok &&
         client.read(bytes, count) == ClientOutcome::Ok && std::string_view(bytes, count).starts_with("HTTP/1.1 200");
}

void print(const char* what, std::vector<double> milliseconds) {
  std::sort(milliseconds.begin(), milliseconds.end());
  std::printf("%-32s median %7.1f ms   best %7.1f ms   worst %7.1f ms   of %zu\n", what,
              milliseconds[milliseconds.size() / 2], milliseconds.front(), milliseconds.back(), milliseconds.size());
}

/// Negative: it failed.
double startToAnswer(TemporaryHome& home) {
  ServerProcess server(home);
  QElapsedTimer timer;
  timer.start();
  if (!server.start(toml) || !fetch(server.port())) return -1;
  const double milliseconds = static_cast<double>(timer.nsecsElapsed()) / 1e6;
  return server.stopAndInspect().isEmpty() ? milliseconds : -1;
}

double killToReady(ServerProcess& server) {
  const auto workers = server.workers();
  if (workers.empty()) return -1;
  const std::size_t seen = server.events().size();
  QElapsedTimer timer;
  timer.start();
  ::kill(workers.begin()->second, SIGKILL);
  const auto ready = server.waitFor(control::EventKind::WorkerReady, workers.begin()->first, seen);
  return ready ? static_cast<double>(timer.nsecsElapsed()) / 1e6 : -1;
}

bool isFailure(double milliseconds) {
  return milliseconds < 0;
}

}  // namespace

int main() {
  TemporaryHome home;
  std::vector<double> starts;
  const double first = startToAnswer(home);  // makes the certificate
  for (int i = 0; i < rounds; ++i) starts.push_back(startToAnswer(home));
  std::vector<double> kills;
  ServerProcess server(home);
  if (!server.start(toml)) kills.push_back(-1);
  for (int i = 0; i < rounds && kills.size() == static_cast<std::size_t>(i); ++i) kills.push_back(killToReady(server));
  const QString fault = server.stopAndInspect();
  if (isFailure(first) || std::any_of(starts.begin(), starts.end(), isFailure) ||
      std::any_of(kills.begin(), kills.end(), isFailure) || !fault.isEmpty()) {
    std::fprintf(stderr, "the server failed\n%s\n%s\n", qPrintable(fault), server.text().constData());
    return 1;
  }
  std::printf("%-32s        %7.1f ms\n", "first start, makes a certificate", first);
  print("start to first answer", starts);
  print("kill to replacement ready", kills);
  return 0;
}
