// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// recv and send, and what their ends mean.

#include "server/net/plain_stream.h"

#include <sys/socket.h>

#include <algorithm>
#include <cerrno>

#include "server/base/error.h"

namespace net {

ReadResult PlainStream::read(std::span<char> into) {
  ssize_t received = 0;
  do {
    received = ::recv(m_fd.get(), into.data(), into.size(), 0);
  } while (received < 0 && errno == EINTR);
  m_moreToReceive = received == static_cast<ssize_t>(into.size());
  if (received > 0) return {ReadOutcome::Data, static_cast<std::size_t>(received)};
  if (received == 0) return {ReadOutcome::Closed};
  if (errno == EAGAIN) return {ReadOutcome::WouldBlock};
  m_failure = base::errnoText(errno);
  return {ReadOutcome::Failed};
}

std::size_t PlainStream::write(std::span<const char> bytes) {
  const std::size_t room = SendBuffer::limit - std::min(SendBuffer::limit, m_out.size());
  const std::size_t taken = std::min(room, bytes.size());
  m_out.append(bytes.first(taken));
  return taken;
}

FlushOutcome PlainStream::flush() {
  const FlushOutcome outcome = m_out.sendTo(m_fd.get());
  if (outcome == FlushOutcome::Failed) m_failure = base::errnoText(errno);
  if (outcome == FlushOutcome::Done && m_finWanted && !m_finSent) {
    m_finSent = true;
    ::shutdown(m_fd.get(), SHUT_WR);  // fails only where the other side is gone, which reading tells
  }
  return outcome;
}

}  // namespace net
