// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// See http2_codec.h.

#include "server/http/http2_codec.h"

#include <array>
#include <cstdlib>
#include <string>
#include <utility>

#include "server/http/http2_library.h"
#include "server/http/strict_transport.h"

namespace http {

namespace {

/// Each stream may have 64 KiB on its way to a handler that does not read (the protocol's default), and all streams of
/// a connection together this much, so that four handlers that stand still do not stop the others.
constexpr std::int32_t connectionWindow = 256 * 1024;
constexpr std::uint32_t noLimit = 0x7fffffff;

}  // namespace

Http2Shared::Http2Shared() : m_library(std::make_unique<Library>()) {}
Http2Shared::~Http2Shared() = default;

Http2Codec::Http2Codec(CodecHost& host, const CodecSettings& settings, Http2Shared& shared)
    : m_host(host), m_settings(settings), m_shared(shared), m_guard(settings.limits->streams) {}

Http2Codec::~Http2Codec() {
  for (std::unique_ptr<Http2Exchange>& exchange : m_open) {
    tellEnd(*exchange);
    exchange->release();
    m_shared.m_exchanges.give(std::move(exchange));
  }
  if (m_session != nullptr) nghttp2_session_del(m_session);
}

void Http2Codec::openSession() {
  if (m_session != nullptr) return;
  Http2Shared::Library& library = *m_shared.m_library;
  // Fails for want of memory alone.
  if (nghttp2_session_server_new3(&m_session, library.callbacks.get(), this, library.option.get(), &library.memory) !=
      0) {
    std::abort();
  }
  // nghttp2 ends the connection of a client that opens one stream too many; we only refuse that stream. So nghttp2 is
  // told of no limit, and the true one is put into the frame by adviseLimit().
  const std::array<nghttp2_settings_entry, 3> entries{
      nghttp2_settings_entry{NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS, noLimit},
      nghttp2_settings_entry{NGHTTP2_SETTINGS_MAX_HEADER_LIST_SIZE,
                             static_cast<std::uint32_t>(m_settings.limits->headerBlock)},
      nghttp2_settings_entry{NGHTTP2_SETTINGS_NO_RFC7540_PRIORITIES, 1}};
  nghttp2_submit_settings(m_session, NGHTTP2_FLAG_NONE, entries.data(), entries.size());
  nghttp2_session_set_local_window_size(m_session, NGHTTP2_FLAG_NONE, 0, connectionWindow);
}

/// Puts the number of streams into our first frame, a SETTINGS frame: see openSession().
void Http2Codec::adviseLimit(std::span<char> frame) const {
  constexpr std::size_t entryBytes = 6;
  for (std::size_t at = http2FrameHeaderBytes; at + entryBytes <= frame.size(); at += entryBytes) {
    if (frame[at] != 0 || frame[at + 1] != NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS) continue;
    const auto streams = static_cast<std::uint32_t>(m_settings.limits->streams);
    for (std::size_t byte = 0; byte < 4; ++byte) frame[at + 2 + byte] = static_cast<char>(streams >> (24 - 8 * byte));
    return;
  }
}

bool Http2Codec::calm(bool within) {
  if (!within && m_failure == 0) m_failure = NGHTTP2_ENHANCE_YOUR_CALM;
  return within;
}

void Http2Codec::terminate(std::uint32_t code) {
  if (std::exchange(m_terminated, true)) return;
  if (code == NGHTTP2_ENHANCE_YOUR_CALM) add(m_settings.counters->floods, 1);
  nghttp2_session_terminate_session(m_session, code);
}

void Http2Codec::receive(std::span<const char> bytes) {
  if (!wantsInput()) return;
  openSession();
  const auto* const start = reinterpret_cast<const std::uint8_t*>(bytes.data());
  const ssize_t taken = nghttp2_session_mem_recv(m_session, start, bytes.size());
  if (taken >= 0 && calm(m_guard.noteReceived(bytes.size()))) return;
  if (m_failure == 0) {
    switch (taken) {
      case NGHTTP2_ERR_BAD_CLIENT_MAGIC:
        m_failure = NGHTTP2_PROTOCOL_ERROR;
        break;
      case NGHTTP2_ERR_FLOODED:
      case NGHTTP2_ERR_TOO_MANY_CONTINUATIONS:
        m_failure = NGHTTP2_ENHANCE_YOUR_CALM;
        break;
      default:
        m_failure = NGHTTP2_INTERNAL_ERROR;
    }
  }
  add(m_settings.counters->badRequests, 1);
  terminate(m_failure);
}

void Http2Codec::inputEnded() {
  m_inputEnded = true;
}

bool Http2Codec::wantsInput() const {
  if (m_terminated || m_inputEnded) return false;
  return m_session == nullptr || nghttp2_session_want_read(m_session) != 0;
}

bool Http2Codec::finished() const {
  if (m_session == nullptr) return m_inputEnded || m_terminated;
  if (nghttp2_session_want_write(m_session) != 0) return false;
  return m_terminated || m_inputEnded || nghttp2_session_want_read(m_session) == 0;
}

void Http2Codec::produce(Buffer& out, std::size_t room) {
  if (m_session == nullptr) return;
  m_out = &out;
  m_room = room;
  while (out.size() < room) {
    const std::uint8_t* bytes = nullptr;
    const std::size_t before = out.size();
    const ssize_t length = nghttp2_session_mem_send(m_session, &bytes);
    if (length > 0) {
      out.append({reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(length)});
      if (!std::exchange(m_settingsSent, true)) {
        adviseLimit({const_cast<char*>(out.view().data()) + before, static_cast<std::size_t>(length)});
      }
    }
    if (m_failure != 0) terminate(m_failure);
    if (length < 0) m_terminated = m_inputEnded = true;  // no memory, or flooded: nothing more can be said
    if (length <= 0) break;
  }
  m_out = nullptr;
}

Phase Http2Codec::phase() const {
  if (m_open.empty()) return m_settled ? Phase::Idle : Phase::Header;
  Phase phase = Phase::Handler;
  for (const std::unique_ptr<Http2Exchange>& exchange : m_open) {
    // Asked after produce(): what could be sent, was.
    if (exchange->hasMoreToSend()) return Phase::Client;
    if (exchange->waitsForBody()) phase = Phase::Body;
  }
  return phase;
}

void Http2Codec::timedOut() {
  if (phase() != Phase::Body) {
    openSession();
    terminate(NGHTTP2_NO_ERROR);
  } else {
    for (const std::unique_ptr<Http2Exchange>& exchange : m_open) {
      if (!exchange->waitsForBody()) continue;
      if (exchange->answer() == Http2Exchange::Answer::None)
        exchange->refuse(408);
      else
        resetStream(exchange->stream());
    }
  }
  m_host.outputReady();
}

void Http2Codec::startDrain() {
  openSession();
  nghttp2_submit_shutdown_notice(m_session);
  m_host.outputReady();
}

void Http2Codec::finishDrain() {
  openSession();
  m_saidLast = true;
  if (!m_terminated) {
    nghttp2_submit_goaway(m_session, NGHTTP2_FLAG_NONE, nghttp2_session_get_last_proc_stream_id(m_session),
                          NGHTTP2_NO_ERROR, nullptr, 0);
  }
  m_host.outputReady();
}

void Http2Codec::beginRequest(Http2Exchange& exchange, bool bodyEnded) {
  m_guard.noteRequest();
  exchange.begin(*m_settings.counters, m_host.now(), m_settings.access);
  const int status = exchange.acceptHead(*m_settings.limits, bodyEnded);
  if (status == 0) {
    m_host.handleRequest(exchange.request, exchange);
  } else {
    add(m_settings.counters->badRequests, 1);
    exchange.refuse(status);
  }
}

void Http2Codec::receiveBody(Http2Exchange& exchange, std::string_view bytes) {
  switch (exchange.receiveBody(bytes, m_settings.limits->body)) {
    case Http2Exchange::Intake::Kept:
      return;
    case Http2Exchange::Intake::Dropped:
      break;
    case Http2Exchange::Intake::TooMuch:
      if (exchange.answer() == Http2Exchange::Answer::None)
        exchange.refuse(413);
      else
        resetStream(exchange.stream());
  }
  giveBack(exchange.stream(), bytes.size());
}

void Http2Codec::tellEnd(Http2Exchange& exchange) {
  // Also where the client left with the rest of its body: it has its answer.
  if (exchange.answer() == Http2Exchange::Answer::Sent)
    exchange.tellCompleted(m_host.now());
  else
    exchange.tellAbandoned();
}

void Http2Codec::endExchange(Http2Exchange& exchange) {
  tellEnd(exchange);
  // What nobody read any more still counts against the connection's window.
  if (exchange.unread() != 0) nghttp2_session_consume_connection(m_session, exchange.unread());
  exchange.release();
  if (m_incoming == &exchange) m_incoming = nullptr;
  const std::size_t place = exchange.place;
  m_shared.m_exchanges.give(std::move(m_open[place]));
  if (place + 1 != m_open.size()) {
    m_open[place] = std::move(m_open.back());
    m_open[place]->place = place;
  }
  m_open.pop_back();
}

void Http2Codec::submitAnswer(Http2Exchange& exchange, bool hasBody) {
  const Headers& head = exchange.answerHead;
  std::vector<nghttp2_nv>& fields = m_shared.m_library->fields;
  const std::size_t most = head.size() + 4;
  if (fields.size() < most) fields.resize(most);
  std::size_t count = 0;
  fields[count++] = http2Field(":status", exchange.statusText());
  for (const Header header : head) {
    if (head.isSendable() || mayBeSentInHttp2(header)) fields[count++] = http2Field(header.name, header.value);
  }
  if (!head.contains("date")) {
    const std::string_view date = m_host.httpDate();
    date.copy(exchange.answerDate.data(), exchange.answerDate.size());
    fields[count++] = http2Field("date", {exchange.answerDate.data(), date.size()});
  }
  if (const std::string_view strict = strictTransport(exchange.request);
      !strict.empty() && !head.contains("strict-transport-security")) {
    fields[count++] = http2Field("strict-transport-security", strict);
  }
  if (!exchange.lengthText().empty()) fields[count++] = http2Field("content-length", exchange.lengthText());
  const nghttp2_data_provider provider{{.ptr = &exchange}, Callbacks::readData};
  nghttp2_submit_response(m_session, exchange.stream(), fields.data(), count, hasBody ? &provider : nullptr);
  m_host.outputReady();
}

void Http2Codec::submitInterim(Http2Exchange& exchange, int status, const Headers& headers) {
  const std::string text = std::to_string(status);
  std::vector<nghttp2_nv> fields{http2Field(":status", text)};
  for (const Header header : headers) {
    if (mayBeSentInHttp2(header)) fields.push_back(http2Field(header.name, header.value));
  }
  for (nghttp2_nv& each : fields) each.flags = NGHTTP2_NV_FLAG_NONE;  // copied: `headers` ends before the frame is made
  nghttp2_submit_headers(m_session, NGHTTP2_FLAG_NONE, exchange.stream(), nullptr, fields.data(), fields.size(),
                         nullptr);
  m_host.outputReady();
}

void Http2Codec::resumeAnswer(std::int32_t stream) {
  nghttp2_session_resume_data(m_session, stream);
  m_host.outputReady();
}

void Http2Codec::giveBack(std::int32_t stream, std::size_t bytes) {
  nghttp2_session_consume(m_session, stream, bytes);
  m_host.outputReady();
}

void Http2Codec::resetStream(std::int32_t stream) {
  nghttp2_submit_rst_stream(m_session, NGHTTP2_FLAG_NONE, stream, NGHTTP2_INTERNAL_ERROR);
  m_host.outputReady();
}

}  // namespace http
