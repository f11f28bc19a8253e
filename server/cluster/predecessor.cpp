// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT

#include "server/cluster/predecessor.h"

#include <fcntl.h>
#include <sys/socket.h>

#include <algorithm>
#include <cstring>
#include <iterator>
#include <utility>

namespace cluster {

namespace {

using namespace std::chrono_literals;

constexpr auto handingPatience = 20s;

}  // namespace

base::Result<std::unique_ptr<Predecessor>> Predecessor::meet(net::EventLoop& loop, base::UniqueFd end) {
  int type = 0;
  socklen_t size = sizeof type;
  // A number that a person made up may be anything.
  if (::getsockopt(end.get(), SOL_SOCKET, SO_TYPE, &type, &size) != 0 || type != SOCK_SEQPACKET)
    return base::failure("--take-over is for a running server, which gives it to its successor");
  ::fcntl(end.get(), F_SETFD, FD_CLOEXEC);
  std::unique_ptr<Predecessor> old(new Predecessor);
  auto channel = net::MessageChannel::create(
      loop, std::move(end),
      {.received = [self = old.get()](std::string_view json,
                                      base::UniqueFd fd) { self->handleMessage(json, std::move(fd)); },
       .closed = [self = old.get()] { self->handleClosed(); }});
  if (!channel) return base::failure(std::move(channel.error()));
  old->m_channel = std::move(*channel);
  const auto deadline = base::MonotonicClock::now() + handingPatience;
  while (old->m_state == State::Handing && !old->m_error) {
    const auto left = std::chrono::ceil<base::Milliseconds>(deadline - base::MonotonicClock::now());
    if (left <= 0ms) return base::failure("the running server did not hand itself over within 20 s");
    loop.turn(left);
  }
  if (!old->m_error) return old;
  old->fail(*old->m_error);
  return base::failure(std::move(*old->m_error));
}

void Predecessor::refuse(int end, const base::Error& error) {
  // Sent at once, not queued: this process ends.
  std::string json = control::toJson(control::SuccessorFailed{error.problems, error.sentence});
  if (json.size() > net::MessageChannel::largestMessage)
    json = control::toJson(control::SuccessorFailed{{}, error.sentence});
  static_cast<void>(::send(end, json.data(), json.size(), MSG_NOSIGNAL));
}

void Predecessor::send(const control::HandoverMessage& message) {
  m_channel->send(control::toJson(message));
}

void Predecessor::handleMessage(std::string_view json, base::UniqueFd descriptor) {
  auto message = control::handoverMessageFromJson(json);
  if (!message) m_error = std::move(message.error());
  if (!message || !*message) return;  // of another version
  if (auto* handed = std::get_if<control::EventsHanded>(&**message)) {
    takeEvents(std::move(*handed));
  } else if (const auto* listener = std::get_if<control::ListenerHanded>(&**message)) {
    adopt(*listener, std::move(descriptor));
  } else if (const auto* socket = std::get_if<control::ControlSocketHanded>(&**message)) {
    m_controlPath = socket->path;
    m_controlSocket = std::move(descriptor);
  } else if (std::holds_alternative<control::ControlLockHanded>(**message)) {
    m_controlLock = std::move(descriptor);
  } else if (auto* master = std::get_if<control::MasterHanded>(&**message)) {
    m_master = std::move(*master);
    fetchEvents();
  } else if (std::holds_alternative<control::HandoverDone>(**message) && m_state == State::Waiting) {
    m_state = State::HandedOver;
    m_callbacks.handedOver();
  } else if (std::holds_alternative<control::HandoverAbandoned>(**message)) {
    const bool wasHanding = std::exchange(m_state, State::Over) == State::Handing;
    m_error.emplace("the running server called the upgrade off");
    if (!wasHanding && m_callbacks.abandoned) m_callbacks.abandoned();
  }
}

void Predecessor::adopt(const control::ListenerHanded& listener, base::UniqueFd descriptor) {
  auto adopted = m_listeners.adopt(listener.address, listener.port, std::move(descriptor));
  if (!adopted) m_error = std::move(adopted.error());
}

void Predecessor::takeEvents(control::EventsHanded handed) {
  if (m_state == State::HandedOver) {
    for (control::Event& event : handed.events) m_callbacks.happened(std::move(event));
    return;
  }
  std::move(handed.events.begin(), handed.events.end(), std::back_inserter(m_events));
  if (handed.last > m_lastSeq) {
    m_lastSeq = handed.last;
    fetchEvents();
  } else if (m_state == State::Handing) {
    m_state = State::Waiting;
  }
}

void Predecessor::fetchEvents() {
  send(control::EventsWanted{m_lastSeq});
}

base::Result<ControlSocket> Predecessor::takeControlSocket(const std::string& group) {
  return ControlSocket::adopt(std::move(m_controlLock), std::move(m_controlSocket), m_controlPath, group);
}

base::Result<net::TicketKeys> Predecessor::takeTicketKeys() {
  auto keys = net::TicketKeys::fromHex(m_master->ticketKeys);
  for (std::string& hex : m_master->ticketKeys) ::explicit_bzero(hex.data(), hex.size());
  m_master->ticketKeys.clear();
  return keys;
}

void Predecessor::ready() {
  send(control::SuccessorReady{});
  fetchEvents();
}

void Predecessor::fail(const base::Error& error) {
  m_state = State::Over;
  refuse(m_channel->fd(), error);
}

void Predecessor::drainSooner(base::Milliseconds timeout) {
  send(control::DrainSooner{timeout.count()});
}

void Predecessor::handleClosed() {
  switch (std::exchange(m_state, m_state == State::Over ? State::Over : State::Gone)) {
    case State::Handing:
      m_error.emplace("the running server is gone");
      break;
    case State::Waiting:
      // Still in meet(): then there is nothing of ours yet that could go on.
      if (m_callbacks.handedOver)
        m_callbacks.handedOver();
      else
        m_error.emplace("the running server is gone");
      break;
    case State::HandedOver:
      m_callbacks.gone();
      break;
    case State::Gone:
    case State::Over:
      break;
  }
}

}  // namespace cluster
