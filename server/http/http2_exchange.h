// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// One HTTP/2 stream's request and answer (RFC 9113 8). Holds what is on its way in both directions; frames, windows and
// the stream's life are Http2Codec's.

#pragma once

#include <array>
#include <memory>

#include "server/http/buffer.h"
#include "server/http/exchange.h"
#include "server/http/http2_request_head.h"

namespace http {

class Http2Codec;

class Http2Exchange final : public Exchange {
 public:
  enum class Answer { None, Submitted, Sent };  ///< Sent: its last byte is with the connection
  enum class Intake { Kept, Dropped, TooMuch };

  void reset(Http2Codec& codec, const Client* client, std::int32_t stream);
  /// Gives up what it holds, before it goes back to the pool.
  void release();

  BodyRead read(std::span<char> into) override;
  [[nodiscard]] std::optional<std::uint64_t> length() const override { return m_requestLength; }
  void respond(int status, const Headers& headers, std::string_view body) override;
  void respond(int status, const Headers& headers, std::unique_ptr<BodySource> body) override;
  void informational(int status, const Headers& headers) override;
  void upgrade(const Headers& headers, std::unique_ptr<BodySource> outgoing) override;
  void resume() override;
  void abort() override;

  // For the codec.
  [[nodiscard]] std::int32_t stream() const { return m_stream; }
  [[nodiscard]] Answer answer() const { return m_answer; }
  /// 0, or the status to refuse it with.
  int acceptHead(const config::Limits& limits, bool bodyEnded);
  /// An answer of the codec's own; the handler, where there is one, is told that it is out.
  void refuse(int status);
  /// Takes in a piece of the request's body, unless nobody wants it any more or it is over the limit.
  Intake receiveBody(std::string_view bytes, std::uint64_t limit);
  void endBody();
  [[nodiscard]] std::size_t unread() const { return m_body.size(); }
  /// The client must send more of its body before this can go on.
  [[nodiscard]] bool waitsForBody() const { return !m_bodyEnded && (m_bodyWanted || m_answer == Answer::Sent); }
  /// What still comes of the body is not wanted: the stream is reset after the answer.
  [[nodiscard]] bool refusesBody() const { return m_bodyRefused && !m_bodyEnded; }

  /// The next bytes of the answer's body.
  BodyRead pull(std::span<char> into);
  [[nodiscard]] bool owesNothing() const { return m_left == 0U; }
  void noteSent() { m_answer = Answer::Sent; }
  [[nodiscard]] bool hasMoreToSend() const { return m_answer == Answer::Submitted && !m_waiting; }
  [[nodiscard]] const Headers* trailers() const { return m_source != nullptr ? m_source->trailers() : nullptr; }
  [[nodiscard]] std::string_view statusText() const { return {m_statusText.data(), 3}; }
  /// Empty: no Content-Length.
  [[nodiscard]] std::string_view lengthText() const { return {m_lengthText.data(), m_lengthDigits}; }

  std::size_t place = 0;  ///< in the codec's list
  Http2RequestHead head;
  Headers answerHead;               ///< a copy: lives until the frame is written
  std::array<char, 29> answerDate;  ///< likewise (RFC 9110 5.6.7: always that long)

 private:
  [[nodiscard]] bool mayAnswer() const { return m_answer == Answer::None && isOpen(); }
  void submit(int status, const Headers& headers, std::optional<std::uint64_t> length, bool hasBody);

  Http2Codec* m_codec = nullptr;
  std::int32_t m_stream = 0;
  Answer m_answer = Answer::None;
  std::array<char, 4> m_statusText{};
  std::array<char, 20> m_lengthText{};
  std::size_t m_lengthDigits = 0;
  Buffer m_body;  ///< received and not yet read
  std::uint64_t m_received = 0;
  std::optional<std::uint64_t> m_requestLength;
  Buffer m_answerBody;  ///< of the answer that was given whole
  std::unique_ptr<BodySource> m_source;
  std::optional<std::uint64_t> m_left;  ///< bytes that the answer's body still owes
  bool m_bodyRefused = false;
  bool m_bodyEnded = false;
  bool m_bodyWanted = false;
  bool m_expectsContinue = false;
  bool m_waiting = false;
};

}  // namespace http
