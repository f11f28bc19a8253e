// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// See http2_library.h.

#include "server/http/http2_library.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <utility>

#include "server/http/request_rules.h"

namespace http {

namespace {

/// A header list is counted to here after its stream is already lost, then the connection is.
constexpr std::uint64_t bombFactor = 16;

std::uint8_t* bytesOf(std::string_view text) {
  // nghttp2's structures are shared between input and output; it does not write to what it is given for output.
  return const_cast<std::uint8_t*>(reinterpret_cast<const std::uint8_t*>(text.data()));
}

std::string_view textOf(const std::uint8_t* bytes, std::size_t length) {
  return {reinterpret_cast<const char*>(bytes), length};
}

bool ends(const nghttp2_frame_hd& header) {
  return (header.flags & NGHTTP2_FLAG_END_STREAM) != 0;
}

}  // namespace

nghttp2_nv http2Field(std::string_view name, std::string_view value) {
  return {bytesOf(name), bytesOf(value), name.size(), value.size(),
          NGHTTP2_NV_FLAG_NO_COPY_NAME | NGHTTP2_NV_FLAG_NO_COPY_VALUE};
}

bool mayBeSentInHttp2(const Header& header) {
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
  return !hasControlBytes(header.value);
}

Http2Shared::Library::Library() {
  nghttp2_session_callbacks* newCallbacks = nullptr;
  nghttp2_option* newOption = nullptr;
  if (nghttp2_session_callbacks_new(&newCallbacks) != 0 || nghttp2_option_new(&newOption) != 0)
    std::abort();  // no memory
  callbacks.reset(newCallbacks);
  option.reset(newOption);
  Http2Codec::Callbacks::setAll(newCallbacks);
  // Windows open only for what handlers took; closed streams and the old priority tree would only cost memory; and
  // resets are counted by Http2AbuseGuard, whose answer is ENHANCE_YOUR_CALM instead of INTERNAL_ERROR.
  nghttp2_option_set_no_auto_window_update(newOption, 1);
  nghttp2_option_set_no_closed_streams(newOption, 1);
  nghttp2_option_set_server_fallback_rfc7540_priorities(newOption, 0);
  nghttp2_option_set_stream_reset_rate_limit(newOption, UINT64_MAX, UINT64_MAX);
  // CONTINUATION frames too: nghttp2 counts one again with each piece of it that is received.
  nghttp2_option_set_max_continuations(newOption, SIZE_MAX);
  for (int type = NGHTTP2_CONTINUATION + 1; type <= UINT8_MAX; ++type) {
    nghttp2_option_set_user_recv_extension_type(newOption, static_cast<std::uint8_t>(type));
  }
}

void Http2Codec::Callbacks::setAll(nghttp2_session_callbacks* callbacks) {
  nghttp2_session_callbacks_set_on_begin_frame_callback(callbacks, beginFrame);
  nghttp2_session_callbacks_set_on_begin_headers_callback(callbacks, beginHeaders);
  nghttp2_session_callbacks_set_on_header_callback(callbacks, header);
  nghttp2_session_callbacks_set_on_invalid_header_callback(callbacks, invalidHeader);
  nghttp2_session_callbacks_set_on_frame_recv_callback(callbacks, frameReceived);
  nghttp2_session_callbacks_set_on_invalid_frame_recv_callback(callbacks, invalidFrame);
  nghttp2_session_callbacks_set_on_data_chunk_recv_callback(callbacks, dataChunk);
  nghttp2_session_callbacks_set_on_stream_close_callback(callbacks, streamClosed);
  nghttp2_session_callbacks_set_on_frame_send_callback(callbacks, frameSent);
  nghttp2_session_callbacks_set_unpack_extension_callback(callbacks, skipExtension);
  nghttp2_session_callbacks_set_send_data_callback(callbacks, sendData);
}

Http2Codec& Http2Codec::Callbacks::codec(void* user) {
  return *static_cast<Http2Codec*>(user);
}
int Http2Codec::Callbacks::verdict(Http2Codec& codec, bool within) {
  return codec.calm(within) ? 0 : NGHTTP2_ERR_CALLBACK_FAILURE;
}
Http2Exchange* Http2Codec::Callbacks::exchange(nghttp2_session* session, std::int32_t stream) {
  return static_cast<Http2Exchange*>(nghttp2_session_get_stream_user_data(session, stream));
}

Http2Exchange* Http2Codec::incoming(nghttp2_session* session, std::int32_t stream) const {
  if (m_incoming != nullptr && m_incoming->stream() == stream) return m_incoming;
  return Callbacks::exchange(session, stream);
}

/// HEADERS on a stream that is closed, or that came after our GOAWAY: nghttp2 skips them without a word. (DATA there
/// does not even get here, and so counts as bytes that are no payload.)
bool Http2Codec::Callbacks::isLate(nghttp2_session* session, const nghttp2_frame_hd& frame, const Http2Codec& self) {
  if (frame.type != NGHTTP2_HEADERS) return false;
  if (!self.m_saidLast && frame.stream_id > nghttp2_session_get_last_proc_stream_id(session)) return false;
  return self.incoming(session, frame.stream_id) == nullptr;
}

int Http2Codec::Callbacks::beginFrame(nghttp2_session* session, const nghttp2_frame_hd* frame, void* user) {
  Http2Codec& self = codec(user);
  const bool late = isLate(session, *frame, self);
  const bool carries = frame->type <= NGHTTP2_HEADERS || frame->type == NGHTTP2_CONTINUATION;
  if (carries && !late) self.m_guard.notePayloadIn(frame->length);
  const bool saysNothing = frame->type == NGHTTP2_DATA && frame->length == 0 && !ends(*frame);
  const bool known = frame->type <= NGHTTP2_CONTINUATION;
  if ((!known || saysNothing || late) && !self.m_guard.noteIgnored()) return verdict(self, false);
  return verdict(self, self.m_guard.noteHeadFrame(frame->type == NGHTTP2_CONTINUATION));
}

int Http2Codec::Callbacks::skipExtension(nghttp2_session*, void**, const nghttp2_frame_hd*, void*) {
  return NGHTTP2_ERR_CANCEL;
}

int Http2Codec::Callbacks::beginHeaders(nghttp2_session* session, const nghttp2_frame* frame, void* user) {
  if (frame->headers.cat != NGHTTP2_HCAT_REQUEST) return 0;
  Http2Codec& self = codec(user);
  const std::int32_t stream = frame->hd.stream_id;
  const int streams = self.m_settings.limits->streams;
  if (std::ssize(self.m_open) >= streams || self.m_settings.client->jobs.count() >= streams) {
    nghttp2_submit_rst_stream(session, NGHTTP2_FLAG_NONE, stream, NGHTTP2_REFUSED_STREAM);
    return verdict(self, self.m_guard.noteRefused());
  }
  std::unique_ptr<Http2Exchange> fresh = self.m_shared.m_exchanges.take();
  fresh->reset(self, self.m_settings.client, stream);
  fresh->place = self.m_open.size();
  nghttp2_session_set_stream_user_data(session, stream, fresh.get());
  self.m_incoming = fresh.get();
  self.m_open.push_back(std::move(fresh));
  return 0;
}

int Http2Codec::Callbacks::header(nghttp2_session* session, const nghttp2_frame* frame, const std::uint8_t* name,
                                  std::size_t nameLength, const std::uint8_t* value, std::size_t valueLength,
                                  std::uint8_t, void* user) {
  Http2Codec& self = codec(user);
  Http2Exchange* const found = self.incoming(session, frame->hd.stream_id);
  if (found == nullptr) return 0;
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

int Http2Codec::Callbacks::invalidHeader(nghttp2_session*, const nghttp2_frame*, const std::uint8_t*, std::size_t,
                                         const std::uint8_t*, std::size_t, std::uint8_t, void*) {
  return NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE;  // not to be ignored: the stream is reset
}

int Http2Codec::Callbacks::frameReceived(nghttp2_session* session, const nghttp2_frame* frame, void* user) {
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
  Http2Exchange* const found = self.incoming(session, frame->hd.stream_id);
  if (found == nullptr) return 0;
  if (frame->hd.type == NGHTTP2_HEADERS && frame->headers.cat == NGHTTP2_HCAT_REQUEST) {
    self.beginRequest(*found, ends(frame->hd));
  } else if (ends(frame->hd)) {
    found->endBody();
  }
  return 0;
}

int Http2Codec::Callbacks::invalidFrame(nghttp2_session*, const nghttp2_frame*, int, void* user) {
  return verdict(codec(user), codec(user).m_guard.noteIgnored());
}

int Http2Codec::Callbacks::dataChunk(nghttp2_session* session, std::uint8_t, std::int32_t stream,
                                     const std::uint8_t* bytes, std::size_t length, void* user) {
  Http2Exchange* const found = exchange(session, stream);
  if (found != nullptr)
    codec(user).receiveBody(*found, textOf(bytes, length));
  else
    nghttp2_session_consume(session, stream, length);
  return 0;
}

int Http2Codec::Callbacks::streamClosed(nghttp2_session* session, std::int32_t stream, std::uint32_t, void* user) {
  if (Http2Exchange* const found = exchange(session, stream)) codec(user).endExchange(*found);
  return 0;
}

int Http2Codec::Callbacks::frameSent(nghttp2_session* session, const nghttp2_frame* frame, void* user) {
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

void Http2Codec::Callbacks::endWithTrailers(nghttp2_session* session, std::int32_t stream,
                                            const Http2Exchange& exchange, std::uint32_t& flags) {
  const Headers* const trailers = exchange.trailers();
  if (trailers == nullptr || trailers->empty()) return;
  std::vector<nghttp2_nv> fields;
  for (const Header trailer : *trailers) {
    if (!mayBeSentInHttp2(trailer)) continue;
    fields.push_back(http2Field(trailer.name, trailer.value));
    fields.back().flags = NGHTTP2_NV_FLAG_NONE;
  }
  if (nghttp2_submit_trailer(session, stream, fields.data(), fields.size()) == 0) {
    flags |= NGHTTP2_DATA_FLAG_NO_END_STREAM;
  }
}

int Http2Codec::Callbacks::sendData(nghttp2_session*, nghttp2_frame*, const std::uint8_t* frameHeader,
                                    std::size_t length, nghttp2_data_source*, void* user) {
  Http2Codec& self = codec(user);
  std::memcpy(self.m_out->prepare(http2FrameHeaderBytes + length).data(), frameHeader, http2FrameHeaderBytes);
  self.m_out->commit(http2FrameHeaderBytes + length);
  self.m_guard.notePayloadOut(length);
  return 0;
}
ssize_t Http2Codec::Callbacks::readData(nghttp2_session* session, std::int32_t stream, std::uint8_t*,
                                        std::size_t length, std::uint32_t* flags, nghttp2_data_source* source,
                                        void* user) {
  Http2Codec& self = codec(user);
  // nghttp2 makes frame after frame of what is not copied: without this, as much as the client's window is wide.
  if (self.m_out->size() >= self.m_room) return NGHTTP2_ERR_PAUSE;
  Http2Exchange& found = *static_cast<Http2Exchange*>(source->ptr);
  const std::span<char> space =
      self.m_out->prepare(http2FrameHeaderBytes + length).subspan(http2FrameHeaderBytes, length);
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

}  // namespace http
