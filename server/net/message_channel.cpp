// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// sendmsg and recvmsg on SOCK_SEQPACKET.

#include "server/net/message_channel.h"

#include <fcntl.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <vector>

namespace net {

namespace {

/// So that a talkative other side does not keep the loop from the rest.
constexpr int messagesPerTurn = 32;
/// The kernel attaches no more than this to one message (SCM_MAX_FD).
constexpr std::size_t mostDescriptors = 253;

/// Every descriptor of a received message, owned.
std::vector<base::UniqueFd> takeDescriptors(msghdr& header) {
  std::vector<base::UniqueFd> taken;
  for (cmsghdr* part = CMSG_FIRSTHDR(&header); part != nullptr; part = CMSG_NXTHDR(&header, part)) {
    if (part->cmsg_level != SOL_SOCKET || part->cmsg_type != SCM_RIGHTS) continue;
    const std::size_t count = (part->cmsg_len - CMSG_LEN(0)) / sizeof(int);
    for (std::size_t i = 0; i < count; ++i) {
      int fd = -1;
      std::memcpy(&fd, CMSG_DATA(part) + i * sizeof fd, sizeof fd);
      taken.emplace_back(fd);
    }
  }
  return taken;
}

}  // namespace

base::Result<std::pair<base::UniqueFd, base::UniqueFd>> MessageChannel::createPair() {
  std::array<int, 2> ends{};
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends.data()) != 0) {
    return base::failure("cannot create a socket pair: " + base::errnoText(errno));
  }
  return std::pair(base::UniqueFd(ends[0]), base::UniqueFd(ends[1]));
}

base::Result<std::unique_ptr<MessageChannel>> MessageChannel::create(EventLoop& loop, base::UniqueFd end,
                                                                     MessageChannelCallbacks callbacks) {
  std::unique_ptr<MessageChannel> channel(new MessageChannel(std::move(end), std::move(callbacks)));
  auto watch = loop.watch(channel->m_fd.get(), EPOLLIN, *channel);
  if (!watch) return base::failure(watch.error());
  channel->m_watch = std::move(*watch);
  return channel;
}

MessageChannel::MessageChannel(base::UniqueFd fd, MessageChannelCallbacks callbacks)
    : m_fd(std::move(fd)), m_callbacks(std::move(callbacks)) {}

void MessageChannel::close() {
  m_watch.stop();
  m_fd.reset();
  m_waiting.clear();
  m_waitingBytes = 0;
}

bool MessageChannel::send(std::string_view message, int descriptor) {
  if (!m_fd || message.empty() || message.size() > largestMessage) return false;
  if (!m_waiting.empty()) return enqueue(message, descriptor);
  switch (sendNow(message, descriptor)) {
    case Sent::Yes:
      return true;
    case Sent::Later:
      if (!enqueue(message, descriptor)) return false;
      m_watch.change(EPOLLIN | EPOLLOUT);
      return true;
    case Sent::Never:
      return false;
  }
  return false;
}

MessageChannel::Sent MessageChannel::sendNow(std::string_view message, int descriptor) const {
  // sendmsg() does not write through these pointers; POSIX has them without const for recvmsg().
  iovec bytes{.iov_base = const_cast<char*>(message.data()), .iov_len = message.size()};
  alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int))> control{};
  msghdr header{};
  header.msg_iov = &bytes;
  header.msg_iovlen = 1;
  if (descriptor >= 0) {
    header.msg_control = control.data();
    header.msg_controllen = control.size();
    cmsghdr* const part = CMSG_FIRSTHDR(&header);
    part->cmsg_level = SOL_SOCKET;
    part->cmsg_type = SCM_RIGHTS;
    part->cmsg_len = CMSG_LEN(sizeof descriptor);
    std::memcpy(CMSG_DATA(part), &descriptor, sizeof descriptor);
  }
  ssize_t sent = 0;
  do {
    sent = ::sendmsg(m_fd.get(), &header, MSG_NOSIGNAL);
  } while (sent < 0 && errno == EINTR);
  if (sent >= 0) return Sent::Yes;
  return errno == EAGAIN ? Sent::Later : Sent::Never;
}

bool MessageChannel::enqueue(std::string_view message, int descriptor) {
  if (m_waitingBytes + message.size() > largestQueue) return false;
  base::UniqueFd copy;
  if (descriptor >= 0) {
    copy.reset(::fcntl(descriptor, F_DUPFD_CLOEXEC, 0));
    if (!copy) return false;
  }
  m_waitingBytes += message.size();
  m_waiting.push_back({std::string(message), std::move(copy)});
  return true;
}

void MessageChannel::sendWaiting() {
  while (!m_waiting.empty()) {
    const Waiting& next = m_waiting.front();
    // Never: the other end is gone, which receiving tells.
    if (sendNow(next.message, next.descriptor.get()) == Sent::Later) return;
    m_waitingBytes -= next.message.size();
    m_waiting.pop_front();
  }
  m_watch.change(EPOLLIN);
}

void MessageChannel::handleReady(std::uint32_t events) {
  if ((events & EPOLLOUT) != 0) sendWaiting();
  for (int i = 0; i < messagesPerTurn && m_watch; ++i) {
    if (!receiveOne()) return;
  }
}

void MessageChannel::receiveWaiting() {
  while (m_watch && receiveOne()) {
  }
}

bool MessageChannel::receiveOne() {
  std::array<char, largestMessage> message;
  alignas(cmsghdr) std::array<char, CMSG_SPACE(mostDescriptors * sizeof(int))> control;
  iovec bytes{.iov_base = message.data(), .iov_len = message.size()};
  msghdr header{};
  header.msg_iov = &bytes;
  header.msg_iovlen = 1;
  header.msg_control = control.data();
  header.msg_controllen = control.size();
  const ssize_t received = ::recvmsg(m_fd.get(), &header, MSG_CMSG_CLOEXEC);
  // ECONNRESET: the other end is gone and left something of ours unread. What it sent before is still to come.
  if (received < 0) return errno == EINTR || errno == ECONNRESET;
  std::vector<base::UniqueFd> descriptors = takeDescriptors(header);
  if (received == 0) {
    close();
    m_callbacks.closed();
    return false;
  }
  // Cut off, it means nothing; one descriptor belongs to a message, and what is surplus is closed here.
  if ((header.msg_flags & MSG_TRUNC) != 0) return true;
  base::UniqueFd descriptor = descriptors.empty() ? base::UniqueFd() : std::move(descriptors.front());
  m_callbacks.received({message.data(), static_cast<std::size_t>(received)}, std::move(descriptor));
  return true;
}

}  // namespace net
