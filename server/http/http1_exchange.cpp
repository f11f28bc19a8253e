// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// See http1_exchange.h.

#include "server/http/http1_exchange.h"

#include <algorithm>
#include <cstring>

#include "server/http/http1_codec.h"
#include "server/http/request_rules.h"
#include "server/http/status.h"

namespace http {

namespace {

constexpr std::size_t largestPiece = 0xffff;  ///< fits the four digits of a chunk header
constexpr std::size_t smallestPiece = 1024;
constexpr std::size_t chunkHeaderBytes = 6;

void writeChunkHeader(char* at, std::size_t bytes) {
  constexpr char digits[] = "0123456789abcdef";
  for (int digit = 3; digit >= 0; --digit, bytes >>= 4) at[digit] = digits[bytes & 15];
  at[4] = '\r';
  at[5] = '\n';
}

}  // namespace

void Http1Exchange::reset(Http1Codec& codec) {
  resetExchange();
  m_codec = &codec;
  m_source.reset();
  m_requestLength.reset();
  m_left = 0;
  m_framing = Framing::None;
  m_answer = Answer::None;
  m_waiting = false;
}

BodyRead Http1Exchange::read(std::span<char> into) {
  return m_codec->readBody(into);
}

void Http1Exchange::respond(int status, const Headers& headers, std::string_view body) {
  if (!mayAnswer()) return;
  const bool counts = mayHaveBody(status);
  m_codec->writeHead(status, withRouteFields(headers),
                     {.length = counts ? std::optional<std::uint64_t>(body.size()) : std::nullopt});
  noteAnswer(status);
  if (counts && !request.isHead()) {
    m_codec->output().append(body);
    noteBody(body.size());
  }
  m_answer = Answer::Whole;
  m_codec->answerChanged();
}

void Http1Exchange::respond(int status, const Headers& headers, std::unique_ptr<BodySource> body) {
  if (!mayAnswer()) return;
  Http1Codec::HeadOptions options;
  if (mayHaveBody(status)) {
    options.length = body->length();
    options.chunked = !options.length && request.version == Version::Http11;
    options.closeAfter = !options.length && !options.chunked;
  }
  m_codec->writeHead(status, withRouteFields(headers), options);
  noteAnswer(status);
  m_framing = options.length ? Framing::Length : options.chunked ? Framing::Chunked : Framing::UntilClose;
  m_left = options.length.value_or(0);
  const bool nothing = !mayHaveBody(status) || request.isHead() || options.length == 0U;
  m_answer = nothing ? Answer::Whole : Answer::Streaming;
  if (!nothing) m_source = std::move(body);
  m_codec->answerChanged();
}

void Http1Exchange::informational(int status, const Headers& headers) {
  // RFC 9110 15.2: HTTP/1.0 knows no interim answers.
  if (!mayAnswer() || request.version == Version::Http10 || status < 100 || status > 199 || status == 101) return;
  m_codec->writeHead(status, headers, {});
  m_codec->answerChanged();
}

void Http1Exchange::upgrade(const Headers& headers, std::unique_ptr<BodySource> outgoing) {
  if (!mayAnswer()) return;
  m_codec->writeHead(101, headers, {});
  noteAnswer(101);
  m_source = std::move(outgoing);
  m_framing = Framing::Raw;
  m_answer = Answer::Upgraded;
  m_codec->answerChanged();
}

void Http1Exchange::resume() {
  if (!m_waiting) return;
  m_waiting = false;
  m_codec->answerChanged();
}

void Http1Exchange::abort() {
  if (m_answer == Answer::Whole || !isOpen()) return;
  m_answer = Answer::Broken;
  m_codec->answerChanged();
}

void Http1Exchange::breakOff() {
  m_answer = Answer::Broken;
  m_source.reset();
}

void Http1Exchange::pull(Buffer& out, std::size_t room) {
  while ((m_answer == Answer::Streaming || m_answer == Answer::Upgraded) && !m_waiting && out.size() < room) {
    const BodyState state = pullPiece(out, room - out.size()).state;
    if (state == BodyState::Wait) m_waiting = true;
    if (state == BodyState::Failed) m_answer = Answer::Broken;
    if (state == BodyState::End) endPulling(out);
  }
}

BodyRead Http1Exchange::pullPiece(Buffer& out, std::size_t room) {
  const std::size_t before = m_framing == Framing::Chunked ? chunkHeaderBytes : 0;
  std::size_t piece = std::clamp(room, smallestPiece, largestPiece);
  if (m_framing == Framing::Length) piece = static_cast<std::size_t>(std::min<std::uint64_t>(piece, m_left));
  const std::span<char> space = out.prepare(before + piece + 2);
  const BodyRead got = m_source->read(space.subspan(before, piece));
  if (got.state != BodyState::Data) return got;
  noteBody(got.bytes);
  if (m_framing == Framing::Chunked) {
    writeChunkHeader(space.data(), got.bytes);
    std::memcpy(space.data() + before + got.bytes, "\r\n", 2);
    out.commit(before + got.bytes + 2);
    return got;
  }
  out.commit(got.bytes);
  if (m_framing == Framing::Length) {
    m_left -= got.bytes;
    if (m_left == 0 && m_answer == Answer::Streaming) m_answer = Answer::Whole;
  }
  return got;
}

void Http1Exchange::endPulling(Buffer& out) {
  if (m_answer == Answer::Broken) return;  // aborted from inside its own source
  if (m_framing == Framing::Length) {
    // Fewer bytes than promised: the client must not take the answer for complete.
    m_answer = Answer::Broken;
    return;
  }
  m_answer = Answer::Whole;
  if (m_framing != Framing::Chunked) return;
  out.append("0\r\n");
  const Headers* trailers = m_source->trailers();
  if (trailers != nullptr && listHasToken(request.headers.find("te").value_or(""), "trailers")) {
    for (const Header trailer : *trailers) {
      out.append(trailer.name);
      out.append(": ");
      out.append(trailer.value);
      out.append("\r\n");
    }
  }
  out.append("\r\n");
}

}  // namespace http
