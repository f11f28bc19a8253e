// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT

#include "server/cluster/access_writer.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "server/base/error.h"
#include "server/http/access_line.h"

namespace cluster {

namespace {

constexpr std::size_t enough = 32 * 1024;
constexpr base::Milliseconds flushInterval{500};
constexpr auto tellInterval = std::chrono::minutes(1);

}  // namespace

AccessWriter::AccessWriter(net::EventLoop& loop, base::UniqueFd file, http::Counters& counters, Troubled troubled)
    : m_loop(loop),
      m_file(std::move(file)),
      m_counters(counters),
      m_troubled(std::move(troubled)),
      m_flushTimer(loop, [this] { flush(); }) {}

AccessWriter::~AccessWriter() {
  flush();
  lose(std::ranges::count(m_lines, '\n'));
  if (m_lost > 0 && m_troubled) m_troubled("the worker ended", m_lost);
}

void AccessWriter::requestServed(const http::ServedRequest& served) {
  const std::int64_t now = base::unixNow();
  if (now / 1000 != m_timeSecond) {
    m_timeSecond = now / 1000;
    m_time = http::accessTime(now);
  }
  m_line.clear();
  http::appendAccessLine(m_line, served, m_time);
  append(m_line);
}

void AccessWriter::append(std::string_view line) {
  if (m_lines.size() + line.size() > mostKept) return lose(1);
  m_lines += line;
  if (m_lines.size() >= enough && !m_failing) return flush();
  if (!m_flushTimer.isRunning()) m_flushTimer.startIn(flushInterval);
}

void AccessWriter::reopen(base::UniqueFd file) {
  flush();
  m_file = std::move(file);
  m_torn = false;
  m_failing = false;
  flush();
}

void AccessWriter::flush() {
  if (m_lines.empty()) return;
  if (!m_file) return handleFailure(0);
  if (m_torn) m_lines.insert(0, 1, '\n');
  std::size_t written = 0;
  int failure = 0;
  while (written < m_lines.size() && failure == 0) {
    const ssize_t count = ::write(m_file.get(), m_lines.data() + written, m_lines.size() - written);
    if (count > 0) written += static_cast<std::size_t>(count);
    if (count < 0 && errno != EINTR) failure = errno;
  }
  if (m_torn && written == 0) m_lines.erase(0, 1);
  if (written > 0) {
    m_torn = m_lines[written - 1] != '\n';
    if (m_torn) {
      // Other workers write meanwhile: the rest of this line would stand in the middle of theirs.
      written = m_lines.find('\n', written) + 1;
      lose(1);
    }
    m_lines.erase(0, written);
  }
  if (failure != 0) return handleFailure(failure);
  m_failing = false;
  if (m_lost > 0) tellTrouble("it can be written to again");
}

void AccessWriter::handleFailure(int number) {
  m_failing = true;
  m_flushTimer.startIn(flushInterval);
  tellTrouble(number == 0 ? "it is not open" : base::errnoText(number));
}

void AccessWriter::lose(std::int64_t lines) {
  m_lost += lines;
  http::add(m_counters.logLost, lines);
}

void AccessWriter::tellTrouble(const std::string& reason) {
  const base::MonotonicTime now = m_loop.now();
  if (!m_troubled || (m_toldAt != base::MonotonicTime() && now - m_toldAt < tellInterval)) return;
  m_toldAt = now;
  m_troubled(reason, std::exchange(m_lost, 0));
}

}  // namespace cluster
