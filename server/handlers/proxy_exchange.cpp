// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// See proxy_exchange.h.

#include "server/handlers/proxy_exchange.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "server/handlers/proxy_headers.h"
#include "server/http/http1_head_writer.h"
#include "server/http/request_rules.h"
#include "server/http/status.h"

namespace handlers {

namespace {

using namespace std::chrono_literals;

constexpr int mostInterims = 16;
constexpr std::size_t bodyPiece = 16 * 1024;
constexpr std::size_t chunkHeaderBytes = 6;
/// RFC 9110 10.1.1: a backend that does not know "Expect" would wait for a body that waits for it.
constexpr base::Milliseconds continuePatience = 1s;
constexpr base::Milliseconds leavingTime = 1s;
/// For a connection to be made, while another backend can still be asked instead.
constexpr base::Milliseconds connectPatience = 5s;
/// Event streams and WebSockets are quiet by nature.
constexpr base::Milliseconds tunnelQuietTime = 1h;

}  // namespace

/// The answer's body as the codec pulls it. Either may end first.
class ProxyExchange::Source final : public http::BodySource {
 public:
  Source(ProxyExchange& exchange, std::optional<std::uint64_t> length) : m_exchange(&exchange), m_length(length) {
    exchange.m_source = this;
  }
  ~Source() override {
    if (m_exchange != nullptr) m_exchange->m_source = nullptr;
  }
  void forget() { m_exchange = nullptr; }
  http::BodyRead read(std::span<char> into) override {
    return m_exchange == nullptr ? http::BodyRead{http::BodyState::Failed} : m_exchange->pullAnswer(into);
  }
  [[nodiscard]] std::optional<std::uint64_t> length() const override { return m_length; }

 private:
  ProxyExchange* m_exchange;
  std::optional<std::uint64_t> m_length;
};

ProxyExchange::ProxyExchange(ProxyShared& shared, http::Request& request, http::ResponseWriter& writer,
                             std::function<void(ProxyExchange&)> over)
    : m_shared(shared),
      m_request(request),
      m_writer(writer),
      m_over(std::move(over)),
      m_tried(shared.pool.size()),
      m_timer(shared.loop, [this] { handleTimeout(); }),
      m_quietTime(shared.patience) {}

ProxyExchange::~ProxyExchange() {
  if (m_source != nullptr) m_source->forget();
}

void ProxyExchange::start() {
  m_writer.observe(this);
  if (m_shared.route.websocket && m_request.body->length() == 0U) m_upgrade = upgradeAskedFor(m_request);
  connectToNext();
}

void ProxyExchange::connectToNext() {
  if (const auto backend = m_shared.pool.choose(m_tried)) return connect(*backend, BackendPool::Wanted::Any);
  fail(502, m_connection->whyUnreachable());
}

void ProxyExchange::connect(std::size_t backend, BackendPool::Wanted wanted) {
  dropConnection();
  m_stage = Stage::Connecting;
  const bool isLast = std::count(m_tried.begin(), m_tried.end(), false) <= 1;
  m_timer.startIn(isLast ? m_quietTime : std::min(connectPatience, m_quietTime));
  m_connection = m_shared.pool.connection(backend, wanted);
  m_connection->setUser(this);
  if (m_connection->state() == BackendConnection::State::Open) advance();
}

void ProxyExchange::advance() {
  if (m_connection == nullptr) return;
  if (m_stage == Stage::Leaving) {
    if (m_connection->hasHungUp() || m_connection->state() == BackendConnection::State::Failed) return end();
    if (!m_connection->flush()) end();
    return;
  }
  if (m_stage == Stage::Connecting) {
    if (m_connection->state() == BackendConnection::State::Connecting) return;
    if (m_connection->state() == BackendConnection::State::Failed) {
      m_shared.pool.noteFailure(m_connection->backend());
      m_tried[m_connection->backend()] = true;
      return connectToNext();
    }
    ask();
  }
  pumpBody();
  // A backend that takes no more may have answered already: that decides.
  const bool takes = m_connection->flush();
  if (m_stage == Stage::Asking) readHead();
  if (!takes && m_stage == Stage::Tunnel) return m_writer.abort();
  if ((m_stage == Stage::Answering || m_stage == Stage::Tunnel) && std::exchange(m_pullWaits, false)) m_writer.resume();
}

void ProxyExchange::ask() {
  m_stage = Stage::Asking;
  m_reader.begin(m_request.isHead());
  http::Headers headers = headersForBackend(m_request, m_shared.route.forwarded, m_shared.pseudonym, m_upgrade);
  const config::BackendAddress& address = m_shared.pool.address(m_connection->backend());
  if (m_request.authority.empty()) headers.add("host", address.port == 0 ? "localhost" : address.host);
  http::Http1HeadOptions options;
  const auto length = m_request.body->length();
  m_chunkedBody = options.chunked = !length;
  if (m_request.headers.contains("content-length")) options.length = length;
  m_bodySent = length == 0U && m_upgrade.empty();
  m_waitsFor100 = length != 0U && m_request.headers.contains("expect");
  if (m_waitsFor100) headers.add("expect", "100-continue");
  if (!m_upgrade.empty()) options.connection = http::Http1HeadOptions::Connection::Upgrade;
  http::writeHttp1RequestHead(m_connection->output(), m_request.method, m_request.target, headers, options);
  if (m_waitsFor100)
    m_timer.startIn(std::min(continuePatience, m_quietTime));
  else
    noteProgress();
}

void ProxyExchange::pumpBody() {
  const bool asking = m_stage == Stage::Asking && m_upgrade.empty();
  if (m_bodySent || m_waitsFor100 || m_waitsForBody) return;
  if (!asking && m_stage != Stage::Answering && m_stage != Stage::Tunnel) return;
  // Until one of the sides has to be waited for: nobody tells of room that was there already.
  while (m_connection->flush() && m_connection->hasRoom() && pumpPiece()) {
  }
}

/// False: there is nothing more now.
bool ProxyExchange::pumpPiece() {
  http::Buffer& out = m_connection->output();
  const bool chunked = m_chunkedBody && m_stage != Stage::Tunnel;
  const std::size_t before = chunked ? chunkHeaderBytes : 0;
  const std::span<char> space = out.prepare(before + bodyPiece + 2);
  m_bodyTouched = true;
  const http::BodyRead got = m_request.body->read(space.subspan(before, bodyPiece));
  switch (got.state) {
    case http::BodyState::Data:
      if (chunked) {
        fmt::format_to_n(space.data(), chunkHeaderBytes, "{:04x}\r\n", got.bytes);
        space[before + got.bytes] = '\r';
        space[before + got.bytes + 1] = '\n';
      }
      out.commit(before + got.bytes + (chunked ? 2 : 0));
      noteProgress();
      return true;
    case http::BodyState::Wait:
      m_waitsForBody = true;
      return false;
    case http::BodyState::End:
      m_bodySent = true;
      if (chunked) out.append("0\r\n\r\n");
      if (m_stage == Stage::Tunnel) m_connection->endSending();
      return false;
    case http::BodyState::Failed:
      break;
  }
  m_bodySent = true;  // the codec says what is wrong with it, and cuts us off
  m_mayKeep = false;
  return false;
}

void ProxyExchange::readHead() {
  while (m_stage == Stage::Asking) {
    std::string_view unread = m_connection->unread();
    const std::size_t before = unread.size();
    http::ResponseHead head;
    switch (unread.empty() ? http::Http1ResponseReader::Verdict::NeedMore : m_reader.readHead(unread, head)) {
      case http::Http1ResponseReader::Verdict::Complete:
        m_connection->take(before - unread.size());
        handleHead(head);
        continue;
      case http::Http1ResponseReader::Verdict::Refused:
        return fail(502, fmt::format("The answer of {} {}.", backendText(), m_reader.fault()));
      case http::Http1ResponseReader::Verdict::NeedMore:
        break;
    }
    switch (m_connection->fill()) {
      case net::ReadOutcome::Data:
        // While a head comes in bit by bit the time goes on: it is for the whole of it.
        continue;
      case net::ReadOutcome::WouldBlock:
        return;
      case net::ReadOutcome::Closed:
      case net::ReadOutcome::Failed:
        return handleSilentEnd();
    }
  }
}

void ProxyExchange::handleSilentEnd() {
  const bool nothingSaid = m_connection->unread().empty() && m_interims == 0;
  if (m_connection->isReused() && nothingSaid && !m_retried && !m_bodyTouched && http::isIdempotent(m_request.method)) {
    // It closed the kept connection just as we wrote: it cannot have begun to answer, and may be asked again.
    m_retried = true;
    return connect(m_connection->backend(), BackendPool::Wanted::Fresh);
  }
  m_shared.pool.noteFailure(m_connection->backend());
  fail(502, fmt::format("{} closed the connection {}.", backendText(),
                        nothingSaid ? "without an answer" : "in the middle of its answer's head"));
}

void ProxyExchange::handleHead(http::ResponseHead& head) {
  if (head.status >= 200) {
    m_shared.pool.noteSuccess(m_connection->backend());
    beginAnswer(head);
  } else {
    handleInterim(head);
  }
}

void ProxyExchange::handleInterim(http::ResponseHead& head) {
  if (head.status == 101) {
    const std::string_view protocol = head.headers.find("upgrade").value_or("");
    if (!m_upgrade.empty() && http::equalsIgnoringCase(protocol, m_upgrade)) return beginTunnel(head);
    return fail(502, fmt::format("{} switched to a protocol that nobody asked for.", backendText()));
  }
  if (++m_interims > mostInterims)
    return fail(502, fmt::format("{} sends interim answers without end.", backendText()));
  m_reader.begin(m_request.isHead());
  if (head.status == 103) m_writer.informational(103, headersForClient(head.headers, false));
  if (head.status == 100 && std::exchange(m_waitsFor100, false)) {
    noteProgress();
    pumpBody();
    m_connection->flush();
  }
}

void ProxyExchange::beginAnswer(const http::ResponseHead& head) {
  m_stage = Stage::Answering;
  m_mayKeep = head.keepAlive;
  m_lengthKnown = head.length.has_value();
  // RFC 9110 10.1.1: a final answer instead of 100 says that the body is not wanted.
  if (std::exchange(m_waitsFor100, false)) m_bodySent = true, m_mayKeep = false;
  if (!m_upgrade.empty()) m_bodySent = true;
  const std::string_view type = head.headers.find("content-type").value_or("");
  if (type.starts_with("text/event-stream")) m_quietTime = std::max(m_quietTime, tunnelQuietTime);
  noteProgress();
  m_writer.respond(head.status, headersForClient(head.headers, false), std::make_unique<Source>(*this, head.length));
}

void ProxyExchange::beginTunnel(const http::ResponseHead& head) {
  m_stage = Stage::Tunnel;
  m_quietTime = std::max(m_quietTime, tunnelQuietTime);
  m_reader.becomeRaw();
  noteProgress();
  m_writer.upgrade(headersForClient(head.headers, true), std::make_unique<Source>(*this, std::nullopt));
  pumpBody();
  m_connection->flush();
}

http::BodyRead ProxyExchange::pullAnswer(std::span<char> into) {
  for (;;) {
    if (m_connection == nullptr) return {http::BodyState::Failed};
    std::string_view unread = m_connection->unread();
    const std::size_t before = unread.size();
    const http::Http1Body::Step step = m_reader.readBody(unread, into);
    m_connection->take(before - unread.size());
    switch (step.state) {
      case http::Http1Body::State::Data:
        noteProgress();
        return {http::BodyState::Data, step.bytes};
      case http::Http1Body::State::End:
        return {http::BodyState::End};
      case http::Http1Body::State::Refused:
        return {http::BodyState::Failed};
      case http::Http1Body::State::NeedMore:
        break;
    }
    switch (m_connection->fill()) {
      case net::ReadOutcome::Data:
        continue;
      case net::ReadOutcome::WouldBlock:
        m_pullWaits = true;
        return {http::BodyState::Wait};
      case net::ReadOutcome::Closed:
        return {m_reader.endsWithConnection() ? http::BodyState::End : http::BodyState::Failed};
      case net::ReadOutcome::Failed:
        return {http::BodyState::Failed};
    }
  }
}

void ProxyExchange::bodyReadable() {
  m_waitsForBody = false;
  advance();
}

void ProxyExchange::clientEnded() {
  // An answer of a known length shows soon whether it is still taken. One without might be quiet for hours.
  if (m_stage == Stage::Answering && !m_lengthKnown) m_writer.abort();
}

void ProxyExchange::abandoned() {
  const bool working = m_stage == Stage::Asking || m_stage == Stage::Answering || m_stage == Stage::Tunnel;
  if (!working || m_connection->hasHungUp()) return end();
  m_stage = Stage::Leaving;
  m_connection->endSending();
  if (!m_connection->flush()) return end();
  m_timer.startIn(leavingTime);
}

void ProxyExchange::completed() {
  const bool clean = m_stage == Stage::Answering && m_mayKeep && m_bodySent && m_reader.isTaken() &&
                     m_connection->output().empty() && !m_connection->hasHungUp() && m_connection->isQuiet();
  if (clean) {
    m_connection->setUser(nullptr);
    m_shared.pool.keep(std::move(m_connection));
  }
  end();
}

void ProxyExchange::handleTimeout() {
  switch (m_stage) {
    case Stage::Connecting:
      // A machine that is off refuses nothing: it is silent.
      m_tried[m_connection->backend()] = true;
      if (const auto next = m_shared.pool.choose(m_tried)) {
        m_shared.pool.noteFailure(m_connection->backend());
        return connect(*next, BackendPool::Wanted::Any);
      }
      return failInTime();
    case Stage::Asking:
      if (std::exchange(m_waitsFor100, false)) {
        noteProgress();
        return advance();
      }
      // The client's own time for its body runs, and is the codec's.
      if (m_waitsForBody) return noteProgress();
      return failInTime();
    case Stage::Answering:
      return m_pullWaits ? m_writer.abort() : noteProgress();
    case Stage::Tunnel:
      return m_writer.abort();
    case Stage::Leaving:
      return end();
    case Stage::Over:
      return;
  }
}

void ProxyExchange::failInTime() {
  m_shared.pool.noteFailure(m_connection->backend());
  fail(504, fmt::format("{} did not answer within {}.", backendText(), base::durationText(m_shared.patience)));
}

void ProxyExchange::fail(int status, const std::string& sentence) {
  m_writer.observe(nullptr);
  http::Headers headers{{"cache-control", "no-store"}};
  http::respondWithError(m_writer, status, headers, sentence);
  end();
}

std::string ProxyExchange::backendText() const {
  return http::escapeHtml(m_shared.pool.address(m_connection->backend()).text);
}

void ProxyExchange::dropConnection() {
  if (m_connection == nullptr) return;
  m_connection->setUser(nullptr);
  m_shared.loop.destroyLater(std::move(m_connection));
}

void ProxyExchange::end() {
  if (std::exchange(m_stage, Stage::Over) == Stage::Over) return;
  m_timer.stop();
  if (m_source != nullptr) m_source->forget();
  m_source = nullptr;
  dropConnection();
  m_over(*this);
}

}  // namespace handlers
