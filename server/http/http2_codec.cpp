// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// See http2_codec.h.

#include "server/http/http2_codec.h"

#include <nghttp2/nghttp2.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <cstring>
#include <string>
#include <utility>

#include "server/http/block_pool.h"

namespace http {

namespace {

constexpr std::size_t frameHeaderBytes = 9;
/// Each stream may have 64 KiB on its way to a handler that does not read (the protocol's default), and all streams of
/// a connection together this much, so that four handlers that stand still do not stop the others.
constexpr std::int32_t connectionWindow = 256 * 1024;
constexpr std::uint32_t noLimit = 0x7fffffff;
/// A header list is counted to here after its stream is already lost, then the connection is.
constexpr std::uint64_t bombFactor = 16;

std::uint8_t* bytesOf(std::string_view text) {
  // nghttp2's structures are shared between input and output; it does not write to what it is given for output.
  return const_cast<std::uint8_t*>(reinterpret_cast<const std::uint8_t*>(text.data()));
}

nghttp2_nv field(std::string_view name, std::string_view value) {
  return {bytesOf(name), bytesOf(value), name.size(), value.size(),
          NGHTTP2_NV_FLAG_NO_COPY_NAME | NGHTTP2_NV_FLAG_NO_COPY_VALUE};
}

bool mayBeSent(const Header& header) {
  switch (header.name.size()) {
    case 7:
      if (header.name == "upgrade") return false;
      break;
    case 10:
      if (header.name == "connection" || header.name == "keep-alive") return false;
      break;
    case 14:
      if (header.name == "content-length") return false;
      break;
    case 16:
      if (header.name == "proxy-connection") return false;
      break;
    case 17:
      if (header.name == "transfer-encoding") return false;
      break;
    default:
      break;
  }
  return std::none_of(header.value.begin(), header.value.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && byte != '\t') || byte == 0x7f;
  });
}

std::string_view textOf(const std::uint8_t* bytes, std::size_t length) {
  return {reinterpret_cast<const char*>(bytes), length};
}

bool ends(const nghttp2_frame_hd& header) {
  return (header.flags & NGHTTP2_FLAG_END_STREAM) != 0;
}

}  // namespace

/// What nghttp2 calls. Each returns 0, or NGHTTP2_ERR_CALLBACK_FAILURE to end the connection: see Http2Codec::receive.
struct Http2Codec::Callbacks {
  static Http2Codec& codec(void* user) { return *static_cast<Http2Codec*>(user); }
  static int verdict(Http2Codec& codec, bool within) { return codec.calm(within) ? 0 : NGHTTP2_ERR_CALLBACK_FAILURE; }
  static Http2Exchange* exchange(nghttp2_session* session, std::int32_t stream) {
    return static_cast<Http2Exchange*>(nghttp2_session_get_stream_user_data(session, stream));
  }

  static int beginFrame(nghttp2_session*, const nghttp2_frame_hd* frame, void* user) {
    Http2Codec& self = codec(user);
    const bool carries = frame->type <= NGHTTP2_HEADERS || frame->type == NGHTTP2_CONTINUATION;
    if (carries) self.m_guard.notePayloadIn(frame->length);
    const bool saysNothing = frame->type == NGHTTP2_DATA && frame->length == 0 && !ends(*frame);
    const bool known = frame->type <= NGHTTP2_CONTINUATION;
    if ((!known || saysNothing) && !self.m_guard.noteIgnored()) return verdict(self, false);
    return verdict(self, self.m_guard.noteHeadFrame(frame->type == NGHTTP2_CONTINUATION));
  }

  /// For frames of unknown types, which nghttp2 would skip without a word.
  static int skipExtension(nghttp2_session*, void**, const nghttp2_frame_hd*, void*) { return NGHTTP2_ERR_CANCEL; }

  static int beginHeaders(nghttp2_session* session, const nghttp2_frame* frame, void* user) {
    if (frame->headers.cat != NGHTTP2_HCAT_REQUEST) return 0;
    Http2Codec& self = codec(user);
    const std::int32_t stream = frame->hd.stream_id;
    if (self.m_open.size() >= static_cast<std::size_t>(self.m_settings.limits->streams)) {
      nghttp2_submit_rst_stream(session, NGHTTP2_FLAG_NONE, stream, NGHTTP2_REFUSED_STREAM);
      return verdict(self, self.m_guard.noteRefused());
    }
    std::unique_ptr<Http2Exchange> fresh = self.m_shared.m_exchanges.take();
    fresh->reset(self, self.m_settings.client, stream);
    fresh->place = self.m_open.size();
    nghttp2_session_set_stream_user_data(session, stream, fresh.get());
    self.m_open.push_back(std::move(fresh));
    return 0;
  }

  static int header(nghttp2_session* session, const nghttp2_frame* frame, const std::uint8_t* name,
                    std::size_t nameLength, const std::uint8_t* value, std::size_t valueLength, std::uint8_t,
                    void* user) {
    Http2Exchange* const found = exchange(session, frame->hd.stream_id);
    if (found == nullptr) return 0;
    Http2Codec& self = codec(user);
    const config::Limits& limits = *self.m_settings.limits;
    const std::string_view nameText = textOf(name, nameLength);
    const std::string_view valueText = textOf(value, valueLength);
    // Trailers are counted and dropped: nothing of ours may hang on what comes after the body.
    if (frame->headers.cat != NGHTTP2_HCAT_REQUEST)
      found->head.count(nameText, valueText);
    else
      found->head.take(found->request, nameText, valueText, limits);
    return verdict(self, found->head.bytes() <= limits.headerBlock * bombFactor);
  }

  static int invalidHeader(nghttp2_session*, const nghttp2_frame*, const std::uint8_t*, std::size_t,
                           const std::uint8_t*, std::size_t, std::uint8_t, void*) {
    return NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE;  // not to be ignored: the stream is reset
  }

  static int frameReceived(nghttp2_session* session, const nghttp2_frame* frame, void* user) {
    Http2Codec& self = codec(user);
    self.m_settled = true;
    switch (frame->hd.type) {
      case NGHTTP2_HEADERS:
      case NGHTTP2_DATA:
        break;
      case NGHTTP2_RST_STREAM: {
        const Http2Exchange* const found = exchange(session, frame->hd.stream_id);
        const bool early = found != nullptr && found->answer() != Http2Exchange::Answer::Sent;
        return verdict(self, !early || self.m_guard.noteResetReceived(self.m_host.now()));
      }
      default:
        return 0;
    }
    Http2Exchange* const found = exchange(session, frame->hd.stream_id);
    if (found == nullptr) return 0;
    if (frame->hd.type == NGHTTP2_HEADERS && frame->headers.cat == NGHTTP2_HCAT_REQUEST) {
      self.beginRequest(*found, ends(frame->hd));
    } else if (ends(frame->hd)) {
      found->endBody();
    }
    return 0;
  }

  static int invalidFrame(nghttp2_session*, const nghttp2_frame*, int, void* user) {
    return verdict(codec(user), codec(user).m_guard.noteIgnored());
  }

  static int dataChunk(nghttp2_session* session, std::uint8_t, std::int32_t stream, const std::uint8_t* bytes,
                       std::size_t length, void* user) {
    Http2Exchange* const found = exchange(session, stream);
    if (found != nullptr)
      codec(user).receiveBody(*found, textOf(bytes, length));
    else
      nghttp2_session_consume(session, stream, length);
    return 0;
  }

  static int streamClosed(nghttp2_session* session, std::int32_t stream, std::uint32_t, void* user) {
    if (Http2Exchange* const found = exchange(session, stream)) codec(user).endExchange(*found);
    return 0;
  }

  static int frameSent(nghttp2_session* session, const nghttp2_frame* frame, void* user) {
    Http2Codec& self = codec(user);
    if (frame->hd.type == NGHTTP2_RST_STREAM) {
      self.calm(self.m_guard.noteResetSent(self.m_host.now()));
    } else if (frame->hd.type <= NGHTTP2_HEADERS && ends(frame->hd)) {
      Http2Exchange* const found = exchange(session, frame->hd.stream_id);
      if (found != nullptr && found->refusesBody()) {
        // RFC 9113 8.1: the answer is whole, and the rest of the body is not needed.
        nghttp2_submit_rst_stream(session, NGHTTP2_FLAG_NONE, frame->hd.stream_id, NGHTTP2_NO_ERROR);
      }
    }
    return 0;
  }

  /// Reads the body straight to where its frame will stand in the output, leaving room for the frame's header.
  static ssize_t readData(nghttp2_session* session, std::int32_t stream, std::uint8_t*, std::size_t length,
                          std::uint32_t* flags, nghttp2_data_source* source, void* user) {
    Http2Codec& self = codec(user);
    Http2Exchange& found = *static_cast<Http2Exchange*>(source->ptr);
    const std::span<char> space = self.m_out->prepare(frameHeaderBytes + length).subspan(frameHeaderBytes, length);
    const BodyRead got = found.pull(space);
    switch (got.state) {
      case BodyState::Wait:
        return NGHTTP2_ERR_DEFERRED;
      case BodyState::Failed:
        return NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE;
      case BodyState::Data:
        *flags |= NGHTTP2_DATA_FLAG_NO_COPY;
        if (!found.owesNothing()) return static_cast<ssize_t>(got.bytes);
        break;
      case BodyState::End:
        break;
    }
    *flags |= NGHTTP2_DATA_FLAG_EOF;
    if (got.state == BodyState::End) endWithTrailers(session, stream, found, *flags);
    found.noteSent();
    return static_cast<ssize_t>(got.bytes);
  }

  static void endWithTrailers(nghttp2_session* session, std::int32_t stream, const Http2Exchange& exchange,
                              std::uint32_t& flags) {
    const Headers* const trailers = exchange.trailers();
    if (trailers == nullptr || trailers->empty()) return;
    std::vector<nghttp2_nv> fields;
    for (const Header trailer : *trailers) {
      if (!mayBeSent(trailer)) continue;
      fields.push_back(field(trailer.name, trailer.value));
      fields.back().flags = NGHTTP2_NV_FLAG_NONE;
    }
    if (nghttp2_submit_trailer(session, stream, fields.data(), fields.size()) == 0) {
      flags |= NGHTTP2_DATA_FLAG_NO_END_STREAM;
    }
  }

  static int sendData(nghttp2_session*, nghttp2_frame*, const std::uint8_t* frameHeader, std::size_t length,
                      nghttp2_data_source*, void* user) {
    Http2Codec& self = codec(user);
    std::memcpy(self.m_out->prepare(frameHeaderBytes + length).data(), frameHeader, frameHeaderBytes);
    self.m_out->commit(frameHeaderBytes + length);
    self.m_guard.notePayloadOut(length);
    return 0;
  }
};

struct Http2Shared::Library {
  struct FreeCallbacks {
    void operator()(nghttp2_session_callbacks* callbacks) const { nghttp2_session_callbacks_del(callbacks); }
  };
  struct FreeOption {
    void operator()(nghttp2_option* option) const { nghttp2_option_del(option); }
  };
  static BlockPool& pool(void* user) { return *static_cast<BlockPool*>(user); }

  std::unique_ptr<nghttp2_session_callbacks, FreeCallbacks> callbacks;
  std::unique_ptr<nghttp2_option, FreeOption> option;
  BlockPool blocks;
  nghttp2_mem memory{
      &blocks,
      [](std::size_t bytes, void* user) { return pool(user).allocate(bytes); },
      [](void* block, void* user) { pool(user).release(block); },
      [](std::size_t count, std::size_t size, void* user) { return pool(user).allocateCleared(count, size); },
      [](void* block, std::size_t bytes, void* user) { return pool(user).reallocate(block, bytes); },
  };
  std::vector<nghttp2_nv> fields;  ///< used inside one call
};

Http2Shared::Http2Shared() : m_library(std::make_unique<Library>()) {
  using Callbacks = Http2Codec::Callbacks;
  nghttp2_session_callbacks* callbacks = nullptr;
  nghttp2_option* option = nullptr;
  if (nghttp2_session_callbacks_new(&callbacks) != 0 || nghttp2_option_new(&option) != 0) std::abort();  // no memory
  m_library->callbacks.reset(callbacks);
  m_library->option.reset(option);
  nghttp2_session_callbacks_set_on_begin_frame_callback(callbacks, Callbacks::beginFrame);
  nghttp2_session_callbacks_set_on_begin_headers_callback(callbacks, Callbacks::beginHeaders);
  nghttp2_session_callbacks_set_on_header_callback(callbacks, Callbacks::header);
  nghttp2_session_callbacks_set_on_invalid_header_callback(callbacks, Callbacks::invalidHeader);
  nghttp2_session_callbacks_set_on_frame_recv_callback(callbacks, Callbacks::frameReceived);
  nghttp2_session_callbacks_set_on_invalid_frame_recv_callback(callbacks, Callbacks::invalidFrame);
  nghttp2_session_callbacks_set_on_data_chunk_recv_callback(callbacks, Callbacks::dataChunk);
  nghttp2_session_callbacks_set_on_stream_close_callback(callbacks, Callbacks::streamClosed);
  nghttp2_session_callbacks_set_on_frame_send_callback(callbacks, Callbacks::frameSent);
  nghttp2_session_callbacks_set_unpack_extension_callback(callbacks, Callbacks::skipExtension);
  nghttp2_session_callbacks_set_send_data_callback(callbacks, Callbacks::sendData);
  // Windows open only for what handlers took; closed streams and the old priority tree would only cost memory; and
  // resets are counted by Http2AbuseGuard, whose answer is ENHANCE_YOUR_CALM instead of INTERNAL_ERROR.
  nghttp2_option_set_no_auto_window_update(option, 1);
  nghttp2_option_set_no_closed_streams(option, 1);
  nghttp2_option_set_server_fallback_rfc7540_priorities(option, 0);
  nghttp2_option_set_stream_reset_rate_limit(option, UINT64_MAX, UINT64_MAX);
  // CONTINUATION frames too: nghttp2 counts one again with each piece of it that is received.
  nghttp2_option_set_max_continuations(option, SIZE_MAX);
  for (int type = NGHTTP2_CONTINUATION + 1; type <= UINT8_MAX; ++type) {
    nghttp2_option_set_user_recv_extension_type(option, static_cast<std::uint8_t>(type));
  }
}

Http2Shared::~Http2Shared() = default;

Http2Codec::Http2Codec(CodecHost& host, const CodecSettings& settings, Http2Shared& shared)
    : m_host(host), m_settings(settings), m_shared(shared), m_guard(settings.limits->streams) {}

Http2Codec::~Http2Codec() {
  for (std::unique_ptr<Http2Exchange>& exchange : m_open) {
    exchange->tellAbandoned();
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
  for (std::size_t at = frameHeaderBytes; at + entryBytes <= frame.size(); at += entryBytes) {
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
  while (out.size() < room) {
    const std::uint8_t* bytes = nullptr;
    const std::size_t before = out.size();
    const ssize_t length = nghttp2_session_mem_send(m_session, &bytes);
    if (length > 0) {
      out.append(textOf(bytes, static_cast<std::size_t>(length)));
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
  if (!m_terminated) {
    nghttp2_submit_goaway(m_session, NGHTTP2_FLAG_NONE, nghttp2_session_get_last_proc_stream_id(m_session),
                          NGHTTP2_NO_ERROR, nullptr, 0);
  }
  m_host.outputReady();
}

void Http2Codec::beginRequest(Http2Exchange& exchange, bool bodyEnded) {
  m_guard.noteRequest();
  exchange.begin(*m_settings.counters, m_host.now());
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

void Http2Codec::endExchange(Http2Exchange& exchange) {
  if (exchange.answer() == Http2Exchange::Answer::Sent)
    exchange.tellCompleted(m_host.now());
  else
    exchange.tellAbandoned();
  // What nobody read any more still counts against the connection's window.
  if (exchange.unread() != 0) nghttp2_session_consume_connection(m_session, exchange.unread());
  exchange.release();
  const std::size_t place = exchange.place;
  m_shared.m_exchanges.give(std::move(m_open[place]));
  if (place + 1 != m_open.size()) {
    m_open[place] = std::move(m_open.back());
    m_open[place]->place = place;
  }
  m_open.pop_back();
}

void Http2Codec::submitAnswer(Http2Exchange& exchange, bool hasBody) {
  if (!exchange.answerHead.contains("date")) exchange.answerHead.add("date", m_host.httpDate());
  std::vector<nghttp2_nv>& fields = m_shared.m_library->fields;
  fields.clear();
  fields.push_back(field(":status", exchange.statusText()));
  for (const Header header : exchange.answerHead) {
    if (mayBeSent(header)) fields.push_back(field(header.name, header.value));
  }
  if (!exchange.lengthText().empty()) fields.push_back(field("content-length", exchange.lengthText()));
  const nghttp2_data_provider provider{{.ptr = &exchange}, Callbacks::readData};
  nghttp2_submit_response(m_session, exchange.stream(), fields.data(), fields.size(), hasBody ? &provider : nullptr);
  m_host.outputReady();
}

void Http2Codec::submitInterim(Http2Exchange& exchange, int status, const Headers& headers) {
  const std::string text = std::to_string(status);
  std::vector<nghttp2_nv> fields{field(":status", text)};
  for (const Header header : headers) {
    if (mayBeSent(header)) fields.push_back(field(header.name, header.value));
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
