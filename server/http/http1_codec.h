// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// HTTP/1.0 and HTTP/1.1 for one connection (RFC 9112): one exchange at a time, pipelined requests wait their turn as
// bytes. The only file that includes Boost.Beast.

#pragma once

#include <memory>
#include <optional>

#include "server/http/codec.h"
#include "server/http/http1_body.h"
#include "server/http/http1_exchange.h"
#include "server/http/http1_head_scanner.h"
#include "server/http/http1_request_head.h"

namespace http {

using Http1ExchangePool = Pool<Http1Exchange, 64>;

class Http1Codec final : public Codec {
 public:
  Http1Codec(CodecHost& host, const CodecSettings& settings, Http1ExchangePool& pool);
  ~Http1Codec() override;

  void receive(std::span<const char> bytes) override;
  void inputEnded() override;
  [[nodiscard]] bool wantsInput() const override;
  void produce(Buffer& out, std::size_t room) override;
  [[nodiscard]] bool finished() const override;
  [[nodiscard]] Phase phase() const override;
  [[nodiscard]] std::size_t openRequests() const override { return m_exchange != nullptr ? 1 : 0; }
  void timedOut() override;
  void startDrain() override { m_draining = true; }
  void finishDrain() override;

 private:
  friend class Http1Exchange;
  class Parser;
  struct HeadOptions {
    std::optional<std::uint64_t> length;
    bool chunked = false;
    bool closeAfter = false;
  };

  // What an exchange asks for.
  BodyRead readBody(std::span<char> into);
  Buffer& output();
  void writeHead(int status, const Headers& headers, const HeadOptions& options);
  void answerChanged() { m_host.outputReady(); }

  /// Does all that can be done now: ends the exchange, begins the next one.
  void process();
  void settle();
  /// Ends the connection; answers with that status where nothing was answered yet.
  void fail(int status);
  bool beginExchange();
  int parseHead(std::string_view bytes, Http1RequestHead& head);
  void startBody(const Http1RequestHead& head);
  bool exchangeIsDone();
  void endExchange();

  BodyRead takeBody(std::span<char> into);
  void take(std::size_t bytes);
  void keepUnread();

  CodecHost& m_host;
  CodecSettings m_settings;
  Http1ExchangePool& m_pool;
  std::unique_ptr<Http1Exchange> m_exchange;
  Http1HeadScanner m_scanner;
  Http1Body m_body;
  Buffer m_input;             ///< received and not yet taken, between turns
  std::string_view m_unread;  ///< the same inside a turn: in m_input, or borrowed from the connection
  bool m_borrowed = false;
  Buffer m_output;
  int m_failure = 0;  ///< status of a body that cannot be read on; told at the end of the turn
  bool m_expectsContinue = false;
  bool m_bodyWanted = false;  ///< the handler was told Wait
  bool m_keepAlive = true;
  bool m_servedAny = false;
  bool m_draining = false;
  bool m_inputEnded = false;
  bool m_closing = false;  ///< nothing more is read; what is in m_output is sent
};

}  // namespace http
