// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT

#include <fmt/format.h>

#include <array>
#include <charconv>

#include "tests/load/load_generator.h"
#include "tests/load/tls_client.h"

namespace {

using Clock = std::chrono::steady_clock;

struct Http1Answer {
  bool complete = false;
  bool good = false;
  bool closes = false;
  std::string worker;
};

std::string headerValue(std::string_view head, std::string_view name) {
  for (std::size_t at = head.find("\r\n"); at != std::string_view::npos; at = head.find("\r\n", at + 2)) {
    const std::string_view line = head.substr(at + 2, head.find("\r\n", at + 2) - at - 2);
    if (line.size() <= name.size() || line[name.size()] != ':') continue;
    if (!std::equal(name.begin(), name.end(), line.begin(), [](char a, char b) { return a == std::tolower(b); }))
      continue;
    return std::string(line.substr(line.find_first_not_of(' ', name.size() + 1)));
  }
  return {};
}

/// Reads one answer with a Content-Length.
ClientOutcome readAnswer(TlsClient& client, const LoadOptions& options, Http1Answer& answer) {
  std::string got;
  std::array<char, 16384> buffer;
  for (;;) {
    const std::size_t headEnd = got.find("\r\n\r\n");
    if (headEnd != std::string::npos) {
      const std::string_view head = std::string_view(got).substr(0, headEnd + 2);
      const std::string lengthText = headerValue(head, "content-length");
      std::size_t length = 0;
      std::from_chars(lengthText.data(), lengthText.data() + lengthText.size(), length);
      if (got.size() >= headEnd + 4 + length) {
        answer.complete = true;
        answer.closes = headerValue(head, "connection") == "close";
        answer.worker = headerValue(head, "x-worker");
        answer.good = head.starts_with("HTTP/1.1 200 ") && got.find(options.expected, headEnd) != std::string::npos;
        return ClientOutcome::Ok;
      }
    }
    std::size_t bytes = 0;
    const ClientOutcome outcome = client.read(buffer, bytes);
    if (outcome != ClientOutcome::Ok) return outcome;
    if (bytes == 0) return ClientOutcome::Cut;
    got.append(buffer.data(), bytes);
  }
}

void count(LoadReport& part, ClientOutcome outcome) {
  if (outcome == ClientOutcome::Refused) ++part.refused;
  if (outcome == ClientOutcome::Cut) ++part.cut, ++part.lostConnections;
  if (outcome == ClientOutcome::Hung) ++part.hung;
}

LoadReport oneConnection(LoadGenerator& generator) {
  const LoadOptions& options = generator.options();
  LoadReport part;
  TlsClient client(options.port, "http/1.1", options.hungAfter);
  if (const ClientOutcome outcome = client.connect(); outcome != ClientOutcome::Ok) {
    count(part, outcome);
    return part;
  }
  ++part.connections;
  const std::string request = fmt::format("GET {} HTTP/1.1\r\nHost: localhost\r\n\r\n", options.path);
  for (int i = 0; i < options.requestsPerConnection && !generator.stopping(); ++i) {
    const auto begun = Clock::now();
    Http1Answer answer;
    ClientOutcome outcome = client.write(request);
    if (outcome == ClientOutcome::Ok) outcome = readAnswer(client, options, answer);
    part.slowest = std::max(part.slowest, std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - begun));
    count(part, outcome);
    if (outcome != ClientOutcome::Ok) break;
    if (!answer.good) ++part.wrong;
    if (answer.good) ++part.answered, ++part.byWorker[answer.worker];
    if (answer.closes) break;
    std::this_thread::sleep_for(options.pause);
  }
  return part;
}

}  // namespace

void runHttp1Load(LoadGenerator& generator) {
  while (!generator.stopping()) generator.add(oneConnection(generator));
}
