// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// One HTTP/1.1 request and its answer: the answer's framing (RFC 9112 6 and 7), and what the writer was told. When it
// starts and ends, and where the request's body comes from, is Http1Codec's.

#pragma once

#include <memory>

#include "server/http/buffer.h"
#include "server/http/exchange.h"

namespace http {

class Http1Codec;

class Http1Exchange final : public Exchange {
 public:
  enum class Answer { None, Streaming, Upgraded, Whole, Broken };

  void reset(Http1Codec& codec);

  BodyRead read(std::span<char> into) override;
  [[nodiscard]] std::optional<std::uint64_t> length() const override { return m_requestLength; }

  void respond(int status, const Headers& headers, std::string_view body) override;
  void respond(int status, const Headers& headers, std::unique_ptr<BodySource> body) override;
  void informational(int status, const Headers& headers) override;
  void upgrade(const Headers& headers, std::unique_ptr<BodySource> outgoing) override;
  void resume() override;
  void abort() override;

  [[nodiscard]] Answer answer() const { return m_answer; }
  /// The codec answers in the handler's place.
  void noteRefusal(int status) { noteAnswer(status); }
  /// Gives up what was left to send.
  void breakOff();
  /// Pulls the answer's body into `out`, framed, up to about `room` bytes in it.
  void pull(Buffer& out, std::size_t room);
  void setRequestLength(std::optional<std::uint64_t> length) { m_requestLength = length; }

 private:
  enum class Framing { None, Length, Chunked, UntilClose, Raw };
  [[nodiscard]] bool mayAnswer() const { return m_answer == Answer::None && isOpen(); }
  BodyRead pullPiece(Buffer& out, std::size_t room);
  void endPulling(Buffer& out);

  Http1Codec* m_codec = nullptr;
  std::unique_ptr<BodySource> m_source;
  std::optional<std::uint64_t> m_requestLength;
  std::uint64_t m_left = 0;  ///< with Framing::Length: bytes that the source still owes
  Framing m_framing = Framing::None;
  Answer m_answer = Answer::None;
  bool m_waiting = false;
};

}  // namespace http
