// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// HTTP/2 for one connection (RFC 9113), on nghttp2: streams to exchanges and back, windows by what is really taken, and
// the limits that nghttp2 leaves to us. What nghttp2 calls is in http2_library.

#pragma once

#include <memory>
#include <vector>

#include "server/http/codec.h"
#include "server/http/http2_abuse_guard.h"
#include "server/http/http2_exchange.h"

struct nghttp2_session;

namespace http {

/// What the HTTP/2 codecs of one loop share: callbacks, options, memory and exchanges to use again.
class Http2Shared {
 public:
  Http2Shared();
  ~Http2Shared();

 private:
  friend class Http2Codec;
  struct Library;
  std::unique_ptr<Library> m_library;
  Pool<Http2Exchange, 1024> m_exchanges;
};

class Http2Codec final : public Codec {
 public:
  Http2Codec(CodecHost& host, const CodecSettings& settings, Http2Shared& shared);
  ~Http2Codec() override;

  void receive(std::span<const char> bytes) override;
  void inputEnded() override;
  [[nodiscard]] bool wantsInput() const override;
  void produce(Buffer& out, std::size_t room) override;
  [[nodiscard]] bool finished() const override;
  [[nodiscard]] Phase phase() const override;
  [[nodiscard]] std::size_t openRequests() const override { return m_open.size(); }
  void timedOut() override;
  void startDrain() override;
  void finishDrain() override;

 private:
  friend class Http2Exchange;
  friend class Http2Shared;
  struct Callbacks;

  // What an exchange asks for.
  void submitAnswer(Http2Exchange& exchange, bool hasBody);
  void submitInterim(Http2Exchange& exchange, int status, const Headers& headers);
  void resumeAnswer(std::int32_t stream);
  void giveBack(std::int32_t stream, std::size_t bytes);
  void resetStream(std::int32_t stream);

  void openSession();
  void adviseLimit(std::span<char> frame) const;
  void terminate(std::uint32_t code);
  /// False: over a limit; the connection is to be ended.
  bool calm(bool within);
  void beginRequest(Http2Exchange& exchange, bool bodyEnded);
  void receiveBody(Http2Exchange& exchange, std::string_view bytes);
  void tellEnd(Http2Exchange& exchange);
  void endExchange(Http2Exchange& exchange);
  /// The exchange of that stream, null: none; quick for the one that is just coming in.
  Http2Exchange* incoming(nghttp2_session* session, std::int32_t stream) const;

  CodecHost& m_host;
  CodecSettings m_settings;
  Http2Shared& m_shared;
  nghttp2_session* m_session = nullptr;  ///< made with the first byte, freed by the destructor
  std::vector<std::unique_ptr<Http2Exchange>> m_open;
  Http2Exchange* m_incoming = nullptr;  ///< the newest: whose fields come in, one after the other
  Http2AbuseGuard m_guard;
  Buffer* m_out = nullptr;      ///< inside produce()
  std::size_t m_room = 0;       ///< the same: how much it may hold
  std::uint32_t m_failure = 0;  ///< the error code that a callback stopped nghttp2 for
  bool m_settled = false;       ///< the client's first frame came
  bool m_settingsSent = false;
  bool m_saidLast = false;    ///< our GOAWAY named the last stream that is served
  bool m_terminated = false;  ///< GOAWAY is under way: nothing more is fed to nghttp2
  bool m_inputEnded = false;
};

}  // namespace http
