// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT

#include <nghttp2/nghttp2.h>

#include <array>

#include "tests/load/load_generator.h"
#include "tests/load/tls_client.h"

namespace {

using Clock = std::chrono::steady_clock;

struct Stream {
  Clock::time_point begun;
  std::string status, worker, body;
};

/// One HTTP/2 connection that keeps `streams` requests open until it made its share or the server says go away.
class Http2Load {
 public:
  explicit Http2Load(LoadGenerator& generator)
      : m_generator(generator), m_client(generator.options().port, "h2", generator.options().hungAfter) {}
  ~Http2Load() { nghttp2_session_del(m_session); }
  LoadReport run();

 private:
  void createSession();
  void submit();
  ClientOutcome send();
  void closed(std::int32_t id, std::uint32_t error);
  void lose(ClientOutcome outcome);
  static int onHeader(nghttp2_session*, const nghttp2_frame*, const std::uint8_t*, std::size_t, const std::uint8_t*,
                      std::size_t, std::uint8_t, void*);
  static int onData(nghttp2_session*, std::uint8_t, std::int32_t, const std::uint8_t*, std::size_t, void*);
  static int onFrame(nghttp2_session*, const nghttp2_frame*, void*);
  static int onClose(nghttp2_session*, std::int32_t, std::uint32_t, void*);

  LoadGenerator& m_generator;
  TlsClient m_client;
  nghttp2_session* m_session = nullptr;
  std::map<std::int32_t, Stream> m_open;
  int m_submitted = 0;
  bool m_goaway = false;
  LoadReport m_part;
};

int Http2Load::onHeader(nghttp2_session*, const nghttp2_frame* frame, const std::uint8_t* name, std::size_t nameLength,
                        const std::uint8_t* value, std::size_t valueLength, std::uint8_t, void* self) {
  auto& open = static_cast<Http2Load*>(self)->m_open;
  const auto stream = open.find(frame->hd.stream_id);
  if (stream == open.end()) return 0;
  const std::string_view key(reinterpret_cast<const char*>(name), nameLength);
  const std::string text(reinterpret_cast<const char*>(value), valueLength);
  if (key == ":status") stream->second.status = text;
  if (key == "x-worker") stream->second.worker = text;
  return 0;
}

int Http2Load::onData(nghttp2_session*, std::uint8_t, std::int32_t id, const std::uint8_t* data, std::size_t length,
                      void* self) {
  auto& open = static_cast<Http2Load*>(self)->m_open;
  if (const auto stream = open.find(id); stream != open.end())
    stream->second.body.append(reinterpret_cast<const char*>(data), length);
  return 0;
}

int Http2Load::onFrame(nghttp2_session*, const nghttp2_frame* frame, void* self) {
  if (frame->hd.type == NGHTTP2_GOAWAY) static_cast<Http2Load*>(self)->m_goaway = true;
  return 0;
}

int Http2Load::onClose(nghttp2_session*, std::int32_t id, std::uint32_t error, void* self) {
  static_cast<Http2Load*>(self)->closed(id, error);
  return 0;
}

void Http2Load::closed(std::int32_t id, std::uint32_t error) {
  const auto found = m_open.find(id);
  if (found == m_open.end()) return;
  const Stream& stream = found->second;
  const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - stream.begun);
  m_part.slowest = std::max(m_part.slowest, took);
  if (error == NGHTTP2_REFUSED_STREAM) {
    ++m_part.resendable;
  } else if (error != NGHTTP2_NO_ERROR) {
    ++m_part.cut;
  } else if (stream.status == "200" && stream.body.find(m_generator.options().expected) != std::string::npos) {
    ++m_part.answered;
    ++m_part.byWorker[stream.worker];
  } else {
    ++m_part.wrong;
  }
  m_open.erase(found);
}

void Http2Load::createSession() {
  nghttp2_session_callbacks* callbacks = nullptr;
  nghttp2_session_callbacks_new(&callbacks);
  nghttp2_session_callbacks_set_on_header_callback(callbacks, onHeader);
  nghttp2_session_callbacks_set_on_data_chunk_recv_callback(callbacks, onData);
  nghttp2_session_callbacks_set_on_frame_recv_callback(callbacks, onFrame);
  nghttp2_session_callbacks_set_on_stream_close_callback(callbacks, onClose);
  nghttp2_session_client_new(&m_session, callbacks, this);
  nghttp2_session_callbacks_del(callbacks);
  nghttp2_submit_settings(m_session, NGHTTP2_FLAG_NONE, nullptr, 0);
}

void Http2Load::submit() {
  const auto field = [](std::string_view name, std::string_view value) {
    return nghttp2_nv{reinterpret_cast<std::uint8_t*>(const_cast<char*>(name.data())),
                      reinterpret_cast<std::uint8_t*>(const_cast<char*>(value.data())), name.size(), value.size(), 0};
  };
  const std::array request = {field(":method", "GET"), field(":scheme", "https"), field(":authority", "localhost"),
                              field(":path", m_generator.options().path)};
  const std::int32_t id = nghttp2_submit_request(m_session, nullptr, request.data(), request.size(), nullptr, nullptr);
  if (id < 0) return;
  m_open[id].begun = Clock::now();
  ++m_submitted;
}

ClientOutcome Http2Load::send() {
  std::string out;
  for (;;) {
    const std::uint8_t* data = nullptr;
    const ssize_t length = nghttp2_session_mem_send(m_session, &data);
    if (length <= 0) break;
    out.append(reinterpret_cast<const char*>(data), static_cast<std::size_t>(length));
  }
  return out.empty() ? ClientOutcome::Ok : m_client.write(out);
}

void Http2Load::lose(ClientOutcome outcome) {
  const auto lost = static_cast<std::int64_t>(m_open.size());
  (outcome == ClientOutcome::Hung ? m_part.hung : m_part.cut) += lost;
  if (outcome == ClientOutcome::Cut) ++m_part.lostConnections;
  m_open.clear();
}

LoadReport Http2Load::run() {
  const LoadOptions& options = m_generator.options();
  if (const ClientOutcome outcome = m_client.connect(); outcome != ClientOutcome::Ok) {
    if (outcome == ClientOutcome::Refused) ++m_part.refused;
    if (outcome == ClientOutcome::Hung) ++m_part.hung;
    if (outcome == ClientOutcome::Cut) ++m_part.cut, ++m_part.lostConnections;
    return m_part;
  }
  ++m_part.connections;
  createSession();
  for (;;) {
    const bool more = m_submitted < options.requestsPerConnection && !m_goaway && !m_generator.stopping();
    while (more && m_open.size() < static_cast<std::size_t>(options.streams)) submit();
    if (m_open.empty()) break;
    std::array<char, 16384> buffer;
    std::size_t bytes = 0;
    ClientOutcome outcome = send();
    if (outcome == ClientOutcome::Ok) outcome = m_client.read(buffer, bytes);
    if (outcome != ClientOutcome::Ok || bytes == 0) {
      lose(outcome == ClientOutcome::Ok ? ClientOutcome::Cut : outcome);
      break;
    }
    if (nghttp2_session_mem_recv(m_session, reinterpret_cast<const std::uint8_t*>(buffer.data()), bytes) < 0) {
      lose(ClientOutcome::Cut);
      break;
    }
    std::this_thread::sleep_for(options.pause);
  }
  return m_part;
}

}  // namespace

void runHttp2Load(LoadGenerator& generator) {
  while (!generator.stopping()) generator.add(Http2Load(generator).run());
}
