// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// See http1_codec.h.

#include "server/http/http1_codec.h"

#include <algorithm>
#include <array>
#include <boost/beast/http/basic_parser.hpp>
#include <utility>

#include "server/http/http1_head_writer.h"
#include "server/http/request_rules.h"
#include "server/http/status.h"
#include "server/http/strict_transport.h"

namespace http {

namespace {

constexpr std::size_t mostOutput = 64 * 1024;  ///< answers waiting to be sent; over it no further request is begun
constexpr int cutSilently = -1;                ///< a failure that is answered by nothing

}  // namespace

/// Beast's parser for a head; bodies are taken apart by ChunkedReader and by counting.
class Http1Codec::Parser final : public boost::beast::http::basic_parser<true> {
 public:
  using Text = boost::beast::string_view;
  using Failure = boost::beast::error_code;

  Parser(Request& request, Http1RequestHead& head) : m_request(request), m_head(head) {
    skip(true);
    header_limit(UINT32_MAX);  // Http1HeadScanner has looked at the lengths
  }

 private:
  static std::string_view view(Text text) { return {text.data(), text.size()}; }

  void on_request_impl(boost::beast::http::verb, Text method, Text target, int version, Failure&) override {
    m_request.version = version == 11 ? Version::Http11 : Version::Http10;
    m_request.method.assign(method.data(), method.size());
    m_request.target.assign(target.data(), target.size());
  }
  void on_field_impl(boost::beast::http::field id, Text name, Text value, Failure&) override {
    using boost::beast::http::field;
    m_request.headers.add(view(name), view(value));
    switch (id) {
      case field::host:
        note(m_head.hosts, m_head.host, value);
        break;
      case field::content_length:
        note(m_head.lengths, m_head.length, value);
        break;
      case field::transfer_encoding:
        note(m_head.encodings, m_head.encoding, value);
        break;
      case field::expect:
        note(m_head.expectations, m_head.expectation, value);
        break;
      default:
        break;
    }
  }
  static void note(int& count, std::string_view& kept, Text value) {
    ++count;
    kept = view(value);
  }
  void on_response_impl(int, Text, int, Failure&) override {}
  void on_header_impl(Failure&) override {}
  void on_body_init_impl(const boost::optional<std::uint64_t>&, Failure&) override {}
  std::size_t on_body_impl(Text, Failure&) override { return 0; }
  void on_chunk_header_impl(std::uint64_t, Text, Failure&) override {}
  std::size_t on_chunk_body_impl(std::uint64_t, Text, Failure&) override { return 0; }
  void on_finish_impl(Failure&) override {}

  Request& m_request;
  Http1RequestHead& m_head;
};

Http1Codec::Http1Codec(CodecHost& host, const CodecSettings& settings, Http1ExchangePool& pool)
    : m_host(host), m_settings(settings), m_pool(pool), m_scanner(*settings.limits), m_body(*settings.limits) {}

Http1Codec::~Http1Codec() {
  if (m_exchange != nullptr) {
    m_exchange->tellAbandoned();
    m_exchange->breakOff();
    m_pool.give(std::move(m_exchange));
  }
  m_settings.buffers->takeBack(m_input);
  m_settings.buffers->takeBack(m_output);
}

void Http1Codec::receive(std::span<const char> bytes) {
  if (m_closing || m_inputEnded) return;
  if (m_input.empty()) {
    m_unread = {bytes.data(), bytes.size()};
    m_borrowed = true;
  } else {
    m_input.append({bytes.data(), bytes.size()});
    m_unread = m_input.view();
  }
  if (m_exchange != nullptr && std::exchange(m_bodyWanted, false)) m_exchange->tellReadable();
  process();
  keepUnread();
}

void Http1Codec::keepUnread() {
  if (!std::exchange(m_borrowed, false)) return;
  if (m_closing || m_unread.empty()) {
    m_unread = {};
    return;
  }
  m_settings.buffers->lend(m_input);
  m_input.append(m_unread);
  m_unread = m_input.view();
}

void Http1Codec::take(std::size_t bytes) {
  m_unread.remove_prefix(bytes);
  if (m_borrowed) return;
  m_input.consume(bytes);
  m_unread = m_input.view();
  if (!m_unread.empty()) return;
  m_settings.buffers->takeBack(m_input);
  m_unread = {};
  m_host.inputWanted();
}

void Http1Codec::inputEnded() {
  if (m_inputEnded) return;
  m_inputEnded = true;
  if (m_exchange != nullptr) {
    if (std::exchange(m_bodyWanted, false)) m_exchange->tellReadable();
    // The client may only have closed its half. What is being sent goes on, and shows soon enough whether anybody takes
    // it; but a handler that still thinks would work for nobody.
    const bool nothingSaid = m_exchange->answer() == Http1Exchange::Answer::None;
    if (nothingSaid && m_failure == 0 && m_unread.empty()) m_failure = cutSilently;
    if (m_exchange->answer() == Http1Exchange::Answer::Streaming) m_exchange->tellClientEnded();
  }
  process();
}

bool Http1Codec::wantsInput() const {
  if (m_closing || m_inputEnded) return false;
  return m_unread.empty() || (m_exchange == nullptr && m_output.size() < mostOutput);
}

bool Http1Codec::finished() const {
  return m_closing && m_exchange == nullptr && m_output.empty();
}

Phase Http1Codec::phase() const {
  if (m_exchange == nullptr) return m_unread.empty() && m_servedAny ? Phase::Idle : Phase::Header;
  if (m_exchange->answer() == Http1Exchange::Answer::Upgraded) return Phase::Handler;
  const bool discarding = m_exchange->answer() == Http1Exchange::Answer::Whole;
  return m_bodyWanted || discarding ? Phase::Body : Phase::Handler;
}

void Http1Codec::timedOut() {
  if (phase() == Phase::Header && !m_unread.empty()) {
    fail(408);
  } else if (phase() == Phase::Body) {
    fail(408);
  } else {
    fail(cutSilently);
  }
  m_host.outputReady();
}

void Http1Codec::finishDrain() {
  m_draining = true;
  if (m_exchange == nullptr && m_unread.empty()) m_closing = true;
}

void Http1Codec::produce(Buffer& out, std::size_t room) {
  for (;;) {
    process();
    const std::size_t before = out.size();
    if (!m_output.empty()) {
      out.append(m_output.view());
      m_settings.buffers->takeBack(m_output);
    }
    if (m_exchange != nullptr) m_exchange->pull(out, room);
    if (out.size() == before || out.size() >= room) break;
  }
  process();
}

void Http1Codec::process() {
  for (;;) {
    settle();
    if (m_closing) return;
    if (m_exchange != nullptr) {
      if (!exchangeIsDone()) return;
      endExchange();
    } else if (m_unread.empty()) {
      m_closing = m_inputEnded;
      return;
    } else if (m_output.size() >= mostOutput || !beginExchange()) {
      return;
    }
  }
}

void Http1Codec::settle() {
  if (m_exchange == nullptr) return;
  if (m_failure != 0)
    fail(m_failure);
  else if (m_exchange->answer() == Http1Exchange::Answer::Broken)
    fail(cutSilently);
}

void Http1Codec::fail(int status) {
  bool mayAnswer = status != cutSilently;
  bool withBody = true;
  if (m_exchange != nullptr) {
    mayAnswer = mayAnswer && m_exchange->answer() == Http1Exchange::Answer::None;
    withBody = !m_exchange->request.isHead();
    if (mayAnswer) m_exchange->noteRefusal(status);
    m_exchange->tellAbandoned();
    m_exchange->breakOff();
    m_pool.give(std::move(m_exchange));
  }
  m_closing = true;
  m_keepAlive = false;
  m_failure = 0;
  if (!mayAnswer) return;
  add(m_settings.counters->badRequests, 1);
  const std::string page = errorPage(status);
  Headers headers{{"content-type", "text/html; charset=utf-8"}};
  if (status == 405) headers.add("allow", "GET, HEAD");
  writeHead(status, headers, {.length = page.size()});
  if (withBody) output().append(page);
}

bool Http1Codec::beginExchange() {
  switch (m_scanner.scan(m_unread)) {
    case Http1HeadScanner::Verdict::NeedMore:
      if (m_inputEnded) m_closing = true;
      return false;
    case Http1HeadScanner::Verdict::Refused:
      fail(m_scanner.status());
      return false;
    case Http1HeadScanner::Verdict::Complete:
      break;
  }
  m_exchange = m_pool.take();
  m_exchange->reset(*this);
  m_exchange->request.client = m_settings.client;
  m_exchange->begin(*m_settings.counters, m_host.now(), m_settings.access);
  Http1RequestHead head;
  const std::size_t start = m_scanner.start();
  if (const int status = parseHead(m_unread.substr(start, m_scanner.end() - start), head)) {
    fail(status);
    return false;
  }
  startBody(head);
  take(m_scanner.end());
  m_scanner.reset();
  m_servedAny = true;
  m_host.handleRequest(m_exchange->request, *m_exchange);
  return true;
}

int Http1Codec::parseHead(std::string_view bytes, Http1RequestHead& head) {
  Parser parser(m_exchange->request, head);
  Parser::Failure failure;
  parser.put(boost::asio::const_buffer(bytes.data(), bytes.size()), failure);
  if (failure || !parser.is_header_done()) return 400;
  m_keepAlive = parser.keep_alive();
  return head.check(m_exchange->request, *m_settings.limits);
}

void Http1Codec::startBody(const Http1RequestHead& head) {
  if (head.isChunked()) {
    m_body.startChunked();
  } else {
    m_body.startWithLength(head.contentLength);
    m_exchange->setRequestLength(head.contentLength);
  }
  m_bodyWanted = false;
  const bool modern = m_exchange->request.version == Version::Http11;
  m_expectsContinue = modern && head.expectations != 0 && head.hasBody();
}

bool Http1Codec::exchangeIsDone() {
  const Http1Exchange::Answer answer = m_exchange->answer();
  if (answer == Http1Exchange::Answer::Upgraded) m_body.becomeRaw();
  if (answer != Http1Exchange::Answer::Whole) return false;
  m_exchange->tellCompleted(m_host.now());
  if (!m_keepAlive) return true;
  // The rest of the body stands between us and the next request.
  std::array<char, 4096> nowhere;
  for (;;) {
    switch (takeBody(nowhere).state) {
      case BodyState::Data:
        continue;
      case BodyState::End:
        return true;
      case BodyState::Wait:
        return false;
      case BodyState::Failed:
        m_keepAlive = false;
        return true;
    }
  }
}

void Http1Codec::endExchange() {
  m_exchange->breakOff();
  m_pool.give(std::move(m_exchange));
  m_failure = 0;
  if (!m_keepAlive) m_closing = true;
}

BodyRead Http1Codec::readBody(std::span<char> into) {
  if (m_exchange == nullptr || !m_exchange->isOpen() || m_failure != 0) return {BodyState::Failed};
  if (m_exchange->answer() == Http1Exchange::Answer::Upgraded) m_body.becomeRaw();
  const BodyRead got = takeBody(into);
  if (got.state == BodyState::Failed) m_host.outputReady();
  if (got.state != BodyState::Wait) return got;
  m_bodyWanted = true;
  if (std::exchange(m_expectsContinue, false) && m_exchange->answer() == Http1Exchange::Answer::None) {
    writeHead(100, {}, {});
    m_host.outputReady();
  }
  return got;
}

BodyRead Http1Codec::takeBody(std::span<char> into) {
  std::string_view rest = m_unread;
  const Http1Body::Step step = m_body.take(rest, into);
  if (rest.size() != m_unread.size()) {
    m_expectsContinue = false;
    take(m_unread.size() - rest.size());
  }
  switch (step.state) {
    case Http1Body::State::Data:
      return {BodyState::Data, step.bytes};
    case Http1Body::State::End:
      return {BodyState::End};
    case Http1Body::State::Refused:
      m_failure = m_body.status();
      return {BodyState::Failed};
    case Http1Body::State::NeedMore:
      break;
  }
  if (!m_inputEnded) return {BodyState::Wait};
  if (m_body.isRaw()) return {BodyState::End};
  m_failure = cutSilently;
  return {BodyState::Failed};
}

Buffer& Http1Codec::output() {
  m_settings.buffers->lend(m_output);
  return m_output;
}

void Http1Codec::writeHead(int status, const Headers& headers, const HeadOptions& options) {
  Http1HeadOptions head;
  head.length = options.length;
  head.chunked = options.chunked;
  if (status == 101) {
    head.connection = Http1HeadOptions::Connection::Upgrade;
    m_keepAlive = false;
  } else if (status >= 200) {
    head.date = m_host.httpDate();
    if (m_exchange != nullptr) head.strictTransport = strictTransport(m_exchange->request);
    // A client told to wait for 100 may send its body or not: what follows could be either.
    if (options.closeAfter || m_draining || m_expectsContinue) m_keepAlive = false;
    const bool old = m_exchange != nullptr && m_exchange->request.version == Version::Http10;
    if (!m_keepAlive)
      head.connection = Http1HeadOptions::Connection::Close;
    else if (old)
      head.connection = Http1HeadOptions::Connection::KeepAlive;
  }
  writeHttp1Head(output(), status, headers, head);
}

}  // namespace http
