// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT

#include "server/cluster/control_session.h"

#include <sys/socket.h>

#include <cerrno>
#include <utility>

namespace cluster {

namespace {

using namespace std::chrono_literals;

constexpr auto helloPatience = 10s;     ///< from the connection to hello
constexpr auto silencePatience = 5min;  ///< of one that said hello and subscribed to nothing
constexpr auto readerPatience = 60s;    ///< of one that takes nothing of what waits for it
constexpr std::size_t readAtOnce = 64 * 1024;

std::string lostNotification(std::uint64_t count) {
  control::Event event;
  event.kind = control::EventKind::EventsLost;
  event.time = base::unixNow();
  event.fields["count"] = static_cast<std::int64_t>(count);
  event.text = control::eventText(event);
  return control::eventNotification(event);
}

control::RpcError refusal(const base::Error& error, std::optional<std::int64_t> id) {
  return {control::RpcErrorCode::Refused, error.sentence, id, error.problems};
}

}  // namespace

ControlSession::ControlSession(Surroundings& surroundings, base::UniqueFd connection, ControlSocket::Peer peer)
    : m_surroundings(surroundings),
      m_connection(std::move(connection)),
      m_peer(peer),
      m_heard(surroundings.loop.now()),
      m_progress(surroundings.loop.now()) {
  auto watch = m_surroundings.loop.watch(m_connection.get(), EPOLLIN, *this);
  if (watch)
    m_watch = std::move(*watch);
  else
    m_broken = true;
  m_surroundings.loop.defer(*this);
}

void ControlSession::handleReady(std::uint32_t events) {
  if ((events & (EPOLLIN | EPOLLHUP | EPOLLERR)) != 0 && !m_closing) readLines();
  if ((events & EPOLLERR) != 0) m_broken = true;
  m_surroundings.loop.defer(*this);
}

void ControlSession::readLines() {
  char bytes[readAtOnce];
  // recv() without room for control messages: descriptors that come along are closed by the kernel (unix(7)).
  const ssize_t count = ::recv(m_connection.get(), bytes, sizeof bytes, MSG_DONTWAIT);
  if (count < 0) {
    if (errno != EAGAIN && errno != EINTR) m_broken = true;
    return;
  }
  if (count == 0) {
    m_closing = true;  // it may have closed only its sending side, and still wait for answers
    return;
  }
  const bool bounded = m_lines.append(std::string_view(bytes, static_cast<std::size_t>(count)));
  if (!bounded) return refuse("message too long (at most 1 MiB)");
  while (!m_closing) {
    const auto line = m_lines.next();
    if (!line) break;
    handleLine(*line);
  }
}

void ControlSession::handleLine(std::string_view line) {
  m_heard = m_surroundings.loop.now();
  if (line.empty()) return;
  const auto request = control::requestFromJson(line);
  if (!request) {
    sendError(request.error());
    if (request.error().code == control::RpcErrorCode::OtherProtocol) m_closing = true;
    return;
  }
  answer(*request);
}

void ControlSession::answer(const control::Request& request) {
  const auto* upgrade = std::get_if<control::UpgradeCall>(&request.call);
  if (upgrade != nullptr && !m_client.empty()) return askForUpgrade(*upgrade, request.id);
  tl::expected<void, control::RpcError> outcome;
  const std::string result = carryOut(request.call, outcome);
  if (!request.id) return;
  if (outcome) {
    send(control::answerJson(*request.id, result));
  } else {
    outcome.error().id = request.id;
    sendError(outcome.error());
  }
}

void ControlSession::askForUpgrade(const control::UpgradeCall& call, std::optional<std::int64_t> id) {
  const auto answer = [self = m_self, id](const base::Result<void>& outcome) {
    if (*self == nullptr || !id) return;
    if (outcome)
      (*self)->send(control::answerJson(*id));
    else
      (*self)->sendError(refusal(outcome.error(), id));
  };
  // What it names runs as the server's user, which may be root: the group may steer the server, not become it.
  if (!call.program.empty() && m_peer != ControlSocket::Peer::Owner)
    return answer(base::failure("only the server's own user may choose its program"));
  m_surroundings.host.upgrade(call, m_client, answer);
}

std::string ControlSession::carryOut(const control::Call& call, tl::expected<void, control::RpcError>& outcome) {
  ControlHost& host = m_surroundings.host;
  if (const auto* hello = std::get_if<control::HelloCall>(&call)) {
    m_client = hello->client;
    const control::Status status = host.status();
    return control::helloResult(status.name, m_surroundings.instance, status.pid, status.version,
                                m_surroundings.history.lastSeq());
  }
  if (m_client.empty()) {
    outcome = tl::unexpected(control::RpcError{control::RpcErrorCode::InvalidRequest, "say hello first", {}, {}});
    return {};
  }
  if (std::holds_alternative<control::StatusCall>(call)) return control::toJson(host.status());
  if (const auto* wanted = std::get_if<control::SubscribeCall>(&call)) {
    subscribe(*wanted);
    return "true";
  }
  if (auto done = host.carryOut(call, m_client); !done) outcome = tl::unexpected(refusal(done.error(), {}));
  return "true";
}

void ControlSession::subscribe(const control::SubscribeCall& call) {
  m_events = call.events;
  m_stats = call.stats;
  // A number that was never given out is of another run of the master: nothing has been seen of this one.
  m_seen = call.after <= m_surroundings.history.lastSeq() ? call.after : 0;
}

void ControlSession::tellEvent(const control::Event& event, const std::string& notification) {
  if (!m_events || m_closing) return;
  if (m_seen + 1 == event.seq && waiting() < ControlServer::maximumQueue) {
    send(notification);
    m_seen = event.seq;
  }
  m_surroundings.loop.defer(*this);
}

void ControlSession::tellStats(const std::string& notification) {
  if (m_stats && !m_closing && waiting() == 0) send(notification);
}

bool ControlSession::takeEventsFromHistory() {
  const EventHistory& history = m_surroundings.history;
  if (!m_events || m_closing || m_seen >= history.lastSeq() || waiting() >= ControlServer::maximumQueue) return false;
  std::uint64_t lost = 0;
  std::uint64_t ignored = 0;  // of the whole rest; what is lost is told as far as this batch goes
  for (const control::Event* event : history.after(m_seen, ignored)) {
    lost += event->seq - m_seen - 1;
    send(control::eventNotification(*event));
    m_seen = event->seq;
    if (waiting() >= ControlServer::maximumQueue) break;
  }
  if (lost > 0) send(lostNotification(lost));
  return true;
}

void ControlSession::checkPatience() {
  const auto now = m_surroundings.loop.now();
  const bool subscribed = m_events || m_stats;
  if (waiting() == 0) m_progress = now;
  if (now - m_progress > readerPatience) m_broken = true;
  if (!m_closing && m_client.empty() && now - m_heard > helloPatience) refuse("no hello within 10 s");
  if (!m_closing && !subscribed && now - m_heard > silencePatience) m_closing = true;
  m_surroundings.loop.defer(*this);
}

void ControlSession::refuse(const std::string& sentence) {
  sendError({control::RpcErrorCode::InvalidRequest, sentence, {}, {}});
  m_closing = true;
}

void ControlSession::sendError(const control::RpcError& error) {
  send(control::errorJson(error));
}

void ControlSession::send(std::string_view line) {
  if (waiting() == 0) m_progress = m_surroundings.loop.now();
  m_out.append(line).append("\n");
  m_surroundings.loop.defer(*this);
}

void ControlSession::sendWhatGoes() {
  flush();
  while (waiting() == 0 && !m_broken && takeEventsFromHistory()) flush();
}

void ControlSession::runDeferred() {
  sendWhatGoes();
  if (m_broken || (m_closing && waiting() == 0)) {
    m_watch.stop();
    m_surroundings.ended(*this);
    return;
  }
  updateWatch();
}

void ControlSession::flush() {
  while (waiting() > 0 && !m_broken) {
    const ssize_t count = ::send(m_connection.get(), m_out.data() + m_sent, waiting(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) {
      if (errno != EAGAIN) m_broken = true;
      break;
    }
    m_sent += static_cast<std::size_t>(count);
    m_progress = m_surroundings.loop.now();
  }
  if (waiting() == 0 || m_sent > ControlServer::maximumQueue) {
    m_out.erase(0, m_sent);
    m_sent = 0;
  }
}

void ControlSession::updateWatch() {
  std::uint32_t events = 0;
  if (!m_closing && waiting() < ControlServer::maximumQueue) events |= EPOLLIN;
  if (waiting() > 0) events |= EPOLLOUT;
  if (events != std::exchange(m_watched, events)) m_watch.change(events);
}

}  // namespace cluster
