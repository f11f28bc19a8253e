// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// See codec_harness.h.

#include "tests/server/http/codec_harness.h"

#include <algorithm>
#include <array>
#include <cstring>

class CodecHarness::Reader final : public http::ExchangeObserver {
 public:
  Reader(http::Request& request, http::ResponseWriter& writer) : m_request(&request), m_writer(&writer) {
    writer.observe(this);
    bodyReadable();
  }
  void bodyReadable() override {
    std::array<char, 7> piece;  // small, so that bodies are taken in several reads
    for (;;) {
      const http::BodyRead got = m_request->body->read(piece);
      if (got.state == http::BodyState::Wait || got.state == http::BodyState::Failed) return;
      if (got.state == http::BodyState::End) break;
      m_body.append(piece.data(), got.bytes);
    }
    m_writer->respond(200, {{"content-type", "text/plain"}},
                      m_request->method + ' ' + m_request->target + ' ' + m_request->authority + ' ' + m_body);
  }
  void abandoned() override {}

 private:
  http::Request* m_request;
  http::ResponseWriter* m_writer;
  std::string m_body;
};

CodecHarness::CodecHarness() = default;

CodecHarness::~CodecHarness() {
  codec.reset();
}

void CodecHarness::handleRequest(http::Request& request, http::ResponseWriter& writer) {
  ++requests;
  if (handle)
    handle(request, writer);
  else
    answerWithRequest(request, writer);
}

void CodecHarness::answerWithRequest(http::Request& request, http::ResponseWriter& writer) {
  m_readers.push_back(std::make_unique<Reader>(request, writer));
}

std::string CodecHarness::exchange(std::string_view bytes, std::size_t piece) {
  std::string sent = produce();
  while (!bytes.empty() && codec->wantsInput() && !codec->finished()) {
    const std::string_view part = bytes.substr(0, piece);
    // In memory of its own: a codec must not keep a view of what it was given.
    const std::vector<char> copy(part.begin(), part.end());
    codec->receive(copy);
    bytes.remove_prefix(part.size());
    sent += produce();
  }
  return sent;
}

std::string CodecHarness::produce(std::size_t room) {
  m_outputReady = m_inputWanted = false;
  std::string all;
  for (;;) {
    http::Buffer out;
    codec->produce(out, room);
    if (out.empty()) return all;
    all += out.view();
  }
}

http::BodyRead ScriptedSource::read(std::span<char> into) {
  if (m_next == m_steps.size()) return {http::BodyState::Wait};
  Step& step = m_steps[m_next];
  if (step.state != http::BodyState::Data) {
    ++m_next;
    return {step.state};
  }
  const std::size_t length = std::min(into.size(), step.text.size());
  std::memcpy(into.data(), step.text.data(), length);
  step.text.erase(0, length);
  if (step.text.empty()) ++m_next;
  return {http::BodyState::Data, length};
}
