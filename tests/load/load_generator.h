// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Steady load on a server while a test does things to it, and an account of every request that was not answered well.
// One thread a connection, all of them blocking, so that no cleverness here hides a fault there.

#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

struct LoadOptions {
  int port = 0;
  int http1Connections = 4;
  int http2Connections = 4;
  int streams = 8;                     ///< concurrent on each HTTP/2 connection
  int requestsPerConnection = 200;     ///< then a new connection is made
  std::chrono::milliseconds pause{1};  ///< between requests of a connection; leaves the machine some air
  std::chrono::milliseconds hungAfter{2000};
  std::string path = "/";
  std::string expected = "<h1>Hello Forkyard!</h1>";  ///< must stand in every body
};

struct LoadReport {
  std::int64_t answered = 0;         ///< 200 with the right body
  std::int64_t connections = 0;      ///< made
  std::int64_t refused = 0;          ///< no TCP connection
  std::int64_t cut = 0;              ///< requests (or handshakes) lost with their connection
  std::int64_t lostConnections = 0;  ///< that took those with them
  std::int64_t hung = 0;             ///< no answer in time
  std::int64_t wrong = 0;            ///< another status or body
  std::int64_t resendable = 0;       ///< HTTP/2 told that it was not processed (GOAWAY, REFUSED_STREAM): not a failure
  std::chrono::milliseconds slowest{0};
  std::map<std::string, std::int64_t> byWorker;  ///< X-Worker to answers
  [[nodiscard]] std::int64_t failed() const { return refused + cut + hung + wrong; }
  [[nodiscard]] std::string text() const;
};

class LoadGenerator {
 public:
  explicit LoadGenerator(LoadOptions options) : m_options(std::move(options)) {}
  ~LoadGenerator() { finish(); }
  void start();
  /// Lets requests under way end, and says what came of all of them.
  LoadReport finish();
  /// So far.
  LoadReport report();

  // For the connections' threads.
  [[nodiscard]] const LoadOptions& options() const { return m_options; }
  [[nodiscard]] bool stopping() const { return m_stopping; }
  void add(const LoadReport& part);

 private:
  LoadOptions m_options;
  std::atomic<bool> m_stopping{false};
  std::mutex m_mutex;
  LoadReport m_report;
  std::vector<std::thread> m_threads;
};

/// One connection's life after another until the generator stops.
void runHttp1Load(LoadGenerator& generator);
void runHttp2Load(LoadGenerator& generator);
