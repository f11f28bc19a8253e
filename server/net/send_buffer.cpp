// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Gathering, and one send.

#include "server/net/send_buffer.h"

#include <sys/socket.h>

#include <cerrno>
#include <utility>

namespace net {

void SendBuffer::append(std::span<const char> bytes) {
  if (bytes.empty()) return;
  if (m_bytes.capacity() <= std::string().capacity() && !m_pool.m_spare.empty()) {
    m_bytes = std::move(m_pool.m_spare.back());
    m_pool.m_spare.pop_back();
  }
  m_bytes.append(bytes.data(), bytes.size());
}

FlushOutcome SendBuffer::sendTo(int fd) {
  while (size() > 0) {
    const ssize_t sent = ::send(fd, m_bytes.data() + m_sent, size(), MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent < 0) return errno == EAGAIN ? FlushOutcome::WouldBlock : FlushOutcome::Failed;
    m_sent += static_cast<std::size_t>(sent);
    // A short count means that the socket is full (epoll(7)): asking again would only be told so.
    if (size() > 0) return FlushOutcome::WouldBlock;
  }
  release();
  return FlushOutcome::Done;
}

void SendBuffer::release() {
  m_sent = 0;
  m_bytes.clear();
  // What grew for an unusually long handshake is not worth keeping.
  const bool useful = m_bytes.capacity() > std::string().capacity() && m_bytes.capacity() <= 2 * limit;
  if (useful && m_pool.m_spare.size() < SendBufferPool::spareAtMost) m_pool.m_spare.push_back(std::move(m_bytes));
  m_bytes = std::string();
}

}  // namespace net
