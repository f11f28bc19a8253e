// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// See connection.h.

#include "server/http/connection.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "server/http/http1_head_writer.h"
#include "server/http/request_rules.h"
#include "server/http/status.h"
#include "server/net/socket_address.h"

namespace http {

namespace {

constexpr std::size_t readBytes = 64 * 1024;
constexpr std::size_t writeBytes = 64 * 1024;
/// What one connection may read, and write, before the others have their turn.
constexpr std::size_t turnBytes = 512 * 1024;
constexpr base::Milliseconds lingerTime{1000};
constexpr base::Milliseconds idleDrainTime{500};
constexpr base::Milliseconds goAwayTime{250};

/// The host that a plain HTTP request names, as sent to a port that wants TLS; empty: not to be found.
std::string hostIn(std::string_view request) {
  constexpr std::string_view name = "\r\nhost:";
  for (std::size_t at = request.find("\r\n"); at != std::string_view::npos; at = request.find("\r\n", at + 2)) {
    if (!equalsIgnoringCase(request.substr(at, name.size()), name)) continue;
    std::string_view value = request.substr(at + name.size());
    value = value.substr(0, value.find('\r'));
    value.remove_prefix(std::min(value.find_first_not_of(" \t"), value.size()));
    std::string authority;
    return normaliseAuthority(value, authority) ? std::string(hostOf(authority)) : std::string();
  }
  return {};
}

}  // namespace

ConnectionShared::ConnectionShared(net::EventLoop& itsLoop, const config::Config& itsConfig, RequestHandler& itsHandler,
                                   Counters& itsCounters)
    : loop(itsLoop), config(itsConfig), handler(itsHandler), counters(itsCounters), readBuffer(readBytes) {}

Connection::Connection(ConnectionShared& shared, std::unique_ptr<net::ByteStream> stream, Client client,
                       config::Protocol protocol, std::function<void(Connection&)> closed)
    : m_shared(shared),
      m_stream(std::move(stream)),
      m_client(std::move(client)),
      m_protocol(protocol),
      m_closed(std::move(closed)),
      m_timer(shared.loop, [this] { handleTimeout(); }),
      m_deadline(shared.config.timeouts) {}

Connection::~Connection() {
  if (m_counted) add(m_shared.counters.connections, -1);
  // The codec tells those who still wait; it needs this object's memory and the shared pools.
  m_codec.reset();
  m_shared.buffers.takeBack(m_leftOver);
}

base::Result<void> Connection::start() {
  auto watch = m_shared.loop.watch(m_stream->fd(), EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET, *this);
  if (!watch) return base::failure(std::move(watch.error()));
  m_watch = std::move(*watch);
  m_counted = true;
  add(m_shared.counters.accepted, 1);
  add(m_shared.counters.connections, 1);
  m_timer.startIn(m_shared.config.timeouts.handshake);
  if (m_protocol == config::Protocol::Http) {
    continueHandshake();
    again();
  }
  return {};
}

void Connection::handleReady(std::uint32_t events) {
  if (m_state == State::Over) return;
  if ((events & (EPOLLIN | EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0) m_readable = true;
  if ((events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0) m_hangUp = true;
  if (m_state == State::Handshake && (m_readable || m_stream->unsent() != 0)) continueHandshake();
  // Reset by the client: nobody is there to answer to, also where reading is held back.
  if (m_state == State::Open && (events & EPOLLERR) != 0 && !m_codec->wantsInput()) return end();
  // Not at the turn's end: what was just read and made is still in the processor's caches, and so are the exchanges
  // that the next connection will use again.
  takeTurn();
}

void Connection::takeTurn() {
  m_inTurn = true;
  if (m_state == State::Open) readInput();
  switch (m_state) {
    case State::Over:
      break;
    case State::Handshake:
      flush();
      break;
    case State::Lingering:
      if (flush()) discardInput();
      break;
    case State::Open:
      writeOutput();
      // Output that had to go first may have held reading back.
      if (m_state == State::Open && m_readable && m_leftOver.empty() && m_codec->wantsInput()) again();
      if (m_state == State::Open) updateTimer();
      break;
  }
  m_inTurn = false;
}

void Connection::continueHandshake() {
  m_readable = false;
  switch (m_stream->handshake()) {
    case net::HandshakeOutcome::Done:
      open();
      break;
    case net::HandshakeOutcome::WouldBlock:
      if (m_hangUp) end();
      break;
    case net::HandshakeOutcome::PlainHttp:
      refusePlainHttp();
      break;
    case net::HandshakeOutcome::Failed:
      add(m_shared.counters.handshakeFailures, 1);
      m_stream->flush();
      end();
      break;
  }
}

void Connection::open() {
  m_state = State::Open;
  m_timer.stop();
  const net::TlsFacts facts = m_stream->tls();
  if (const net::SocketAddress* told = m_stream->client(); told != nullptr) {
    m_client.address = told->address;
    m_client.port = told->port;
  }
  m_client.secure = !facts.version.empty();
  m_client.serverName = facts.serverName;
  m_client.certificateName = facts.certificateName;
  if (m_client.secure) add(m_shared.counters.handshakes, 1);
  if (facts.resumed) add(m_shared.counters.resumptions, 1);
  const CodecSettings settings{&m_shared.config.limits, &m_client, &m_shared.counters, &m_shared.buffers,
                               m_shared.access};
  m_isHttp2 = m_stream->protocol() == "h2";
  CodecHost& host = *this;
  if (m_isHttp2)
    m_codec = std::make_unique<Http2Codec>(host, settings, m_shared.http2);
  else
    m_codec = std::make_unique<Http1Codec>(host, settings, m_shared.http1Exchanges);
  // The request may have come with the handshake's last bytes.
  m_readable = true;
  if (m_draining) beginDrain();
}

void Connection::refusePlainHttp() {
  const net::ReadResult got = m_stream->read(m_shared.readBuffer);
  const std::size_t length = got.outcome == net::ReadOutcome::Data ? got.bytes : 0;
  std::string host = hostIn({m_shared.readBuffer.data(), length});
  const net::SocketAddress local = net::localAddress(m_stream->fd());
  if (host.empty()) host = local.address.find(':') == std::string::npos ? local.address : '[' + local.address + ']';
  const std::string page = errorPage(400, fmt::format("This port speaks HTTPS. Try <a href=\"https://{0}:{1}/\">"
                                                      "https://{0}:{1}/</a>",
                                                      escapeHtml(host), local.port));
  add(m_shared.counters.badRequests, 1);
  Buffer answer;
  writeHttp1Head(answer, 400, {{"content-type", "text/html; charset=utf-8"}},
                 {.length = page.size(), .connection = Http1HeadOptions::Connection::Close, .date = httpDate()});
  answer.append(page);
  m_stream->write(answer.view());
  m_readable = true;
  linger();
}

void Connection::readInput() {
  std::size_t left = turnBytes;
  while (m_state == State::Open && m_readable && m_codec->wantsInput()) {
    if (left == 0) return again();
    m_shared.loop.noteInput();
    const net::ReadResult got = m_stream->read(m_shared.readBuffer);
    switch (got.outcome) {
      case net::ReadOutcome::Data:
        m_bytesIn += got.bytes;
        left -= std::min(left, got.bytes);
        add(m_shared.counters.bytesIn, static_cast<std::int64_t>(got.bytes));
        // Before receive(): what it calls may find more wanted.
        m_readable = m_hangUp || m_stream->hasBuffered();
        m_codec->receive({m_shared.readBuffer.data(), got.bytes});
        break;
      case net::ReadOutcome::WouldBlock:
        m_readable = false;
        return;
      case net::ReadOutcome::Closed:
        m_readable = false;
        m_inputEnded = true;
        m_codec->inputEnded();
        return;
      case net::ReadOutcome::Failed:
        // An alert may be waiting in the stream.
        static_cast<void>(m_stream->flush());
        return end();
    }
  }
}

void Connection::runDeferred() {
  if (m_state != State::Over) takeTurn();
}

void Connection::writeOutput() {
  if (m_stream->unsent() != 0 && !flush()) return;
  std::size_t left = turnBytes;
  Buffer& buffer = m_shared.writeBuffer;
  for (;;) {
    if (!m_leftOver.empty()) {
      if (!writeSome(m_leftOver)) return;
      m_shared.buffers.takeBack(m_leftOver);
    }
    if (left == 0) {
      again();
      break;
    }
    buffer.clear();
    m_codec->produce(buffer, writeBytes);
    if (m_state != State::Open) return;
    if (buffer.empty()) break;
    left -= std::min(left, buffer.size());
    m_bytesOut += buffer.size();
    add(m_shared.counters.bytesOut, static_cast<std::int64_t>(buffer.size()));
    if (writeSome(buffer)) continue;
    m_shared.buffers.lend(m_leftOver);
    m_leftOver.append(buffer.view());
    return;
  }
  if (buffer.capacity() > 4 * writeBytes) buffer = Buffer();
  if (flush() && m_leftOver.empty() && m_codec->finished()) linger();
}

bool Connection::writeSome(Buffer& from) {
  while (!from.empty()) {
    from.consume(m_stream->write(from.view()));
    if (from.empty()) return true;
    if (!flush()) return false;
  }
  return true;
}

bool Connection::flush() {
  switch (m_stream->flush()) {
    case net::FlushOutcome::Done:
      return true;
    case net::FlushOutcome::WouldBlock:
      return false;
    case net::FlushOutcome::Failed:
      end();
      break;
  }
  return false;
}

void Connection::linger() {
  // A close with unread bytes makes the kernel send RST, which may destroy the answer on its way (RFC 9112 9.6). So we
  // end our direction, and read on until the client ends its own, for a while.
  m_state = State::Lingering;
  m_stream->shutdownWrite();
  m_timer.startIn(lingerTime);
  again();
}

void Connection::discardInput() {
  if (m_inputEnded) return end();
  std::size_t left = turnBytes;
  while (m_readable) {
    if (left == 0) return again();
    const net::ReadResult got = m_stream->read(m_shared.readBuffer);
    if (got.outcome == net::ReadOutcome::Closed || got.outcome == net::ReadOutcome::Failed) return end();
    m_readable = got.outcome == net::ReadOutcome::Data && (m_hangUp || m_stream->hasBuffered());
    left -= std::min(left, got.bytes);
  }
}

void Connection::handleRequest(Request& request, ResponseWriter& writer) {
  ++m_requests;
  m_shared.handler.handle(request, writer);
}

void Connection::drain() {
  if (std::exchange(m_draining, true)) return;
  if (m_state == State::Open) beginDrain();
}

void Connection::beginDrain() {
  m_codec->startDrain();
  m_drainTimer = std::make_unique<net::Timer>(m_shared.loop, [this] { handleDrainStep(); });
  m_drainTimer->startIn(m_isHttp2 ? goAwayTime : idleDrainTime);
}

void Connection::handleDrainStep() {
  if (m_state != State::Open) return;
  m_codec->finishDrain();
  again();
  // An HTTP/1.1 answer that began before the drain did not say "Connection: close": its connection may idle again.
  if (!m_isHttp2) m_drainTimer->startIn(idleDrainTime);
}

ConnectionDeadline::Activity Connection::activity() const {
  const std::size_t unsent = m_leftOver.size() + m_stream->unsent();
  return {unsent != 0 ? Phase::Client : m_codec->phase(), m_requests, m_bytesIn,
          m_bytesOut - std::min<std::uint64_t>(unsent, m_bytesOut)};
}

void Connection::updateTimer() {
  const auto when = m_deadline.next(m_shared.loop.now(), activity());
  if (when)
    m_timer.startAt(*when);
  else
    m_timer.stop();
}

void Connection::handleTimeout() {
  if (m_state == State::Lingering) return end();
  if (m_state == State::Open) {
    const ConnectionDeadline::Activity current = activity();
    if (!m_deadline.expired(m_shared.loop.now(), current)) return updateTimer();
    const bool stuck = m_leftOver.size() + m_stream->unsent() != 0;
    if (current.phase != Phase::Idle) add(m_shared.counters.timeouts, 1);
    if (stuck) return end();  // it takes nothing: nothing can be said
    m_codec->timedOut();
    again();
    return;
  }
  add(m_shared.counters.timeouts, 1);
  end();
}

void Connection::cut() {
  if (m_state == State::Over) return;
  add(m_shared.counters.cut, 1);
  end();
}

void Connection::end() {
  if (std::exchange(m_state, State::Over) == State::Over) return;
  m_watch.stop();
  m_timer.stop();
  if (m_drainTimer != nullptr) m_drainTimer->stop();
  m_closed(*this);
}

}  // namespace http
