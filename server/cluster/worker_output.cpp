// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT

#include "server/cluster/worker_output.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

namespace cluster {

WorkerOutput::WorkerOutput(net::EventLoop& loop, base::UniqueFd pipe, std::function<void(const std::string&)> tell)
    : m_loop(loop), m_pipe(std::move(pipe)), m_tell(std::move(tell)), m_secondBegan(loop.now()) {}

base::Result<void> WorkerOutput::start() {
  base::Result<net::Watch> watch = m_loop.watch(m_pipe.get(), EPOLLIN, *this);
  if (!watch) return base::failure(watch.error());
  m_watch = std::move(*watch);
  return {};
}

void WorkerOutput::finish() {
  if (m_pipe) readAll();
  if (!m_line.empty()) tellLine();
  tellOmitted();
  m_watch.stop();
  m_pipe.reset();
}

void WorkerOutput::handleReady(std::uint32_t) {
  readAll();
}

void WorkerOutput::readAll() {
  std::array<char, 16 * 1024> buffer;
  // Bounded, so that a worker that writes without end does not hold the master.
  for (int round = 0; round < 16; ++round) {
    const ssize_t count = ::read(m_pipe.get(), buffer.data(), buffer.size());
    if (count > 0) {
      take(buffer.data(), static_cast<std::size_t>(count));
      continue;
    }
    // End of file: the worker, and whatever it started, has closed its ends.
    if (count == 0) m_watch.stop();
    if (count < 0 && errno == EINTR) continue;
    return;
  }
}

void WorkerOutput::take(const char* bytes, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) {
    if (bytes[i] == '\n') {
      tellLine();
      continue;
    }
    if (m_line.size() == longestLine) tellLine();
    const auto byte = static_cast<unsigned char>(bytes[i]);
    if (byte == '\r') continue;
    // Escape sequences would otherwise steer the terminal that the line is printed on.
    m_line.push_back((byte < 0x20 && byte != '\t') || byte == 0x7f ? '?' : bytes[i]);
  }
}

void WorkerOutput::tellLine() {
  const std::string line = std::exchange(m_line, {});
  m_lastLines.push_back(line);
  if (m_lastLines.size() > linesKept) m_lastLines.pop_front();

  if (m_loop.now() - m_secondBegan >= std::chrono::seconds(1)) {
    tellOmitted();
    m_secondBegan = m_loop.now();
    m_toldThisSecond = 0;
  }
  if (m_toldThisSecond == linesPerSecond) {
    ++m_omitted;
    return;
  }
  ++m_toldThisSecond;
  m_tell(line);
}

void WorkerOutput::tellOmitted() {
  if (m_omitted == 0) return;
  m_tell(fmt::format("({} lines left out)", std::exchange(m_omitted, 0)));
}

}  // namespace cluster
