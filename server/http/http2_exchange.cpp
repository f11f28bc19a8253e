// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// See http2_exchange.h.

#include "server/http/http2_exchange.h"

#include <algorithm>
#include <charconv>
#include <cstring>

#include "server/http/http2_codec.h"
#include "server/http/request_rules.h"
#include "server/http/status.h"

namespace http {

namespace {

constexpr std::size_t mostKeptBuffer = 16 * 1024;

void keepSmall(Buffer& buffer) {
  if (buffer.capacity() > mostKeptBuffer) buffer = Buffer();
  buffer.clear();
}

}  // namespace

void Http2Exchange::reset(Http2Codec& codec, const Client* client, std::int32_t stream) {
  resetExchange();
  head.reset();
  request.version = Version::Http2;
  request.client = client;
  m_codec = &codec;
  m_stream = stream;
  m_answer = Answer::None;
  m_received = 0;
  m_requestLength.reset();
  m_left.reset();
  m_bodyRefused = m_bodyEnded = m_bodyWanted = m_expectsContinue = m_waiting = false;
}

void Http2Exchange::release() {
  m_source.reset();
  keepSmall(m_body);
  keepSmall(m_answerBody);
}

BodyRead Http2Exchange::read(std::span<char> into) {
  if (!isOpen()) return {BodyState::Failed};
  if (!m_body.empty()) {
    const std::size_t length = std::min(into.size(), m_body.size());
    std::memcpy(into.data(), m_body.view().data(), length);
    m_body.consume(length);
    m_codec->giveBack(m_stream, length);
    return {BodyState::Data, length};
  }
  if (m_bodyEnded) return {BodyState::End};
  m_bodyWanted = true;
  if (std::exchange(m_expectsContinue, false) && m_answer == Answer::None) informational(100, {});
  return {BodyState::Wait};
}

int Http2Exchange::acceptHead(const config::Limits& limits, bool bodyEnded) {
  m_bodyEnded = bodyEnded;
  if (const int status = head.check(request, limits)) return status;
  m_expectsContinue = !bodyEnded && head.expectsContinue();
  m_requestLength = head.length();
  if (!m_requestLength && bodyEnded) m_requestLength = 0;
  return 0;
}

Http2Exchange::Intake Http2Exchange::receiveBody(std::string_view bytes, std::uint64_t limit) {
  m_expectsContinue = false;
  m_received += bytes.size();
  if (m_received > limit && !m_bodyRefused) return Intake::TooMuch;
  if (!isOpen() || m_answer == Answer::Sent) return Intake::Dropped;
  m_body.append(bytes);
  if (std::exchange(m_bodyWanted, false)) tellReadable();
  return Intake::Kept;
}

void Http2Exchange::endBody() {
  m_bodyEnded = true;
  if (std::exchange(m_bodyWanted, false)) tellReadable();
}

void Http2Exchange::submit(int status, const Headers& headers, std::optional<std::uint64_t> length, bool hasBody) {
  std::to_chars(m_statusText.data(), m_statusText.data() + m_statusText.size(), status);
  m_lengthDigits = 0;
  if (length) {
    char* const start = m_lengthText.data();
    m_lengthDigits = static_cast<std::size_t>(std::to_chars(start, start + m_lengthText.size(), *length).ptr - start);
  }
  noteAnswer(status);
  answerHead = withRouteFields(headers);
  m_answer = hasBody ? Answer::Submitted : Answer::Sent;
  m_codec->submitAnswer(*this, hasBody);
}

void Http2Exchange::respond(int status, const Headers& headers, std::string_view body) {
  if (!mayAnswer()) return;
  const bool counts = mayHaveBody(status);
  const bool hasBody = counts && !body.empty() && !request.isHead();
  if (hasBody) {
    m_answerBody.append(body);
    m_left = body.size();
  }
  submit(status, headers, counts ? std::optional<std::uint64_t>(body.size()) : std::nullopt, hasBody);
}

void Http2Exchange::respond(int status, const Headers& headers, std::unique_ptr<BodySource> body) {
  if (!mayAnswer()) return;
  const std::optional<std::uint64_t> length = mayHaveBody(status) ? body->length() : std::nullopt;
  const bool hasBody = mayHaveBody(status) && !request.isHead() && length != 0U;
  if (hasBody) {
    m_source = std::move(body);
    m_left = length;
  }
  submit(status, headers, length, hasBody);
}

void Http2Exchange::informational(int status, const Headers& headers) {
  if (mayAnswer() && status >= 100 && status <= 199 && status != 101) m_codec->submitInterim(*this, status, headers);
}

void Http2Exchange::upgrade(const Headers&, std::unique_ptr<BodySource>) {
  // RFC 9113 8.6: there is no 101 in HTTP/2.
  respondWithError(*this, 501);
}

void Http2Exchange::resume() {
  if (std::exchange(m_waiting, false)) m_codec->resumeAnswer(m_stream);
}

void Http2Exchange::abort() {
  if (isOpen()) m_codec->resetStream(m_stream);
}

void Http2Exchange::refuse(int status) {
  const std::string page = errorPage(status);
  noteAnswer(status);
  if (!request.isHead()) noteBody(page.size());
  tellAbandoned();
  m_bodyRefused = true;
  m_source.reset();
  Headers headers{{"content-type", "text/html; charset=utf-8"}};
  if (status == 405) headers.add("allow", "GET, HEAD");
  const bool hasBody = !request.isHead();
  if (hasBody) {
    m_answerBody.append(page);
    m_left = page.size();
  }
  submit(status, headers, page.size(), hasBody);
}

BodyRead Http2Exchange::pull(std::span<char> into) {
  if (m_left) into = into.first(static_cast<std::size_t>(std::min<std::uint64_t>(into.size(), *m_left)));
  if (m_source == nullptr) {
    std::memcpy(into.data(), m_answerBody.view().data(), into.size());
    m_answerBody.consume(into.size());
    *m_left -= into.size();
    noteBody(into.size());
    return {BodyState::Data, into.size()};
  }
  BodyRead got = m_source->read(into);
  if (got.state == BodyState::Wait) m_waiting = true;
  if (got.state == BodyState::Data) noteBody(got.bytes);
  if (got.state == BodyState::Data && m_left) *m_left -= got.bytes;
  // Fewer bytes than promised: the client must not take the answer for complete.
  if (got.state == BodyState::End && m_left && *m_left != 0) got.state = BodyState::Failed;
  return got;
}

}  // namespace http
