// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// O_NONBLOCK belongs to the open file description, which the shell or the journal shares with us, so it is set on one
// of our own: /proc/self/fd opens the same pipe or terminal again.

#include "server/command_line/event_output.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <utility>

namespace command_line {

EventOutput::EventOutput(int descriptor, LossLine lossLine) : m_lossLine(std::move(lossLine)), m_given(descriptor) {
  struct stat status {};
  if (::fstat(descriptor, &status) != 0) return;
  m_isFile = S_ISREG(status.st_mode);
  m_isSocket = S_ISSOCK(status.st_mode);
  if (m_isFile || m_isSocket) return;
  const std::string path = "/proc/self/fd/" + std::to_string(descriptor);
  m_own.reset(::open(path.c_str(), O_WRONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY));
}

void EventOutput::add(std::string_view line) {
  tellLoss();
  enqueue(line);
  flush();
}

void EventOutput::tellLoss() {
  if (m_lost == 0 || !m_queue.empty()) return;
  m_queue = m_lossLine(m_lost);
  m_lostInQueue = std::exchange(m_lost, 0);
}

void EventOutput::enqueue(std::string_view line) {
  // After a loss nothing is added before the queue is empty and the loss is told, so that the gap is in its place.
  if (m_lost > 0 || m_queue.size() + line.size() > maximumQueue) {
    ++m_lost;
  } else {
    m_queue += line;
  }
}

EventOutput::Written EventOutput::writeQueue() {
  while (!m_queue.empty()) {
    std::size_t length = m_queue.size();
    ssize_t count = -1;
    if (m_isSocket) {
      count = ::send(m_given, m_queue.data(), length, MSG_DONTWAIT | MSG_NOSIGNAL);
    } else if (m_isFile || m_own) {
      count = ::write(m_own ? m_own.get() : m_given, m_queue.data(), length);
    } else {
      // Someone else's terminal, as after su: what poll(2) calls writable takes this much of a pipe without waiting.
      pollfd room{.fd = m_given, .events = POLLOUT, .revents = 0};
      if (::poll(&room, 1, 0) != 1) return Written::Some;
      length = std::min<std::size_t>(length, PIPE_BUF);
      count = ::write(m_given, m_queue.data(), length);
    }
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return errno == EAGAIN ? Written::Some : Written::Gone;
    m_queue.erase(0, static_cast<std::size_t>(count));
  }
  return Written::All;
}

void EventOutput::flush() {
  const Written written = writeQueue();
  if (written == Written::Gone) {
    // Nobody is there, or the disk is full: the next line may have more luck, and these are lost.
    m_lost += std::count(m_queue.begin(), m_queue.end(), '\n') + m_lostInQueue - (m_lostInQueue > 0 ? 1 : 0);
    m_queue.clear();
  }
  if (written != Written::Some) {
    m_lostInQueue = 0;
    m_watch.stop();
  } else if (m_loop != nullptr && !m_watch) {
    const int watched = m_own ? m_own.get() : m_given;
    if (auto watch = m_loop->watch(watched, EPOLLOUT, *this)) m_watch = std::move(*watch);
  }
}

void EventOutput::handleReady(std::uint32_t /*events*/) {
  flush();
  if (m_lost == 0 || !m_queue.empty()) return;
  tellLoss();
  flush();
}

void EventOutput::finish(base::Milliseconds longest) {
  m_watch.stop();
  m_loop = nullptr;
  const base::MonotonicTime end = base::MonotonicClock::now() + longest;
  while (!m_queue.empty() || m_lost > 0) {
    tellLoss();
    if (writeQueue() == Written::Gone) return;
    if (m_queue.empty()) continue;
    const auto left = std::chrono::ceil<base::Milliseconds>(end - base::MonotonicClock::now());
    pollfd room{.fd = m_own ? m_own.get() : m_given, .events = POLLOUT, .revents = 0};
    if (left.count() <= 0 || ::poll(&room, 1, static_cast<int>(left.count())) != 1) return;
  }
}

}  // namespace command_line
