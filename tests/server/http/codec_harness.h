// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// A codec without a socket: bytes in, bytes out, a clock that stands where it is put, and a handler that answers each
// request with what it understood of it.

#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "server/http/codec.h"

class CodecHarness : public http::CodecHost {
 public:
  using Handle = std::function<void(http::Request&, http::ResponseWriter&)>;

  config::Limits limits;
  http::Client client;
  http::Counters counters;
  http::BufferPool buffers;
  std::unique_ptr<http::Codec> codec;
  base::MonotonicTime time{std::chrono::hours(1)};
  /// Replaces the answer to every request; empty: see answerWithRequest.
  Handle handle;
  int requests = 0;

  CodecHarness();
  virtual ~CodecHarness();
  [[nodiscard]] http::CodecSettings settings() { return {&limits, &client, &counters, &buffers}; }

  /// What the codec sends for these bytes, given in pieces of at most `piece` bytes, as a connection would give them.
  std::string exchange(std::string_view bytes, std::size_t piece = SIZE_MAX);
  /// What there is to send now.
  std::string produce(std::size_t room = 64 * 1024);
  [[nodiscard]] bool outputIsReady() const { return m_outputReady; }
  [[nodiscard]] bool inputIsWanted() const { return m_inputWanted; }

  /// Reads the whole body, then answers 200 with "METHOD TARGET AUTHORITY BODY".
  void answerWithRequest(http::Request& request, http::ResponseWriter& writer);

 private:
  class Reader;
  void handleRequest(http::Request& request, http::ResponseWriter& writer) override;
  void outputReady() override { m_outputReady = true; }
  void inputWanted() override { m_inputWanted = true; }
  std::string_view httpDate() override { return "Sun, 06 Nov 1994 08:49:37 GMT"; }
  base::MonotonicTime now() override { return time; }

  std::vector<std::unique_ptr<Reader>> m_readers;
  bool m_outputReady = false;
  bool m_inputWanted = false;
};

/// A source that gives what it is told to: text, Wait, End or Failed, one after the other.
class ScriptedSource final : public http::BodySource {
 public:
  struct Step {
    http::BodyState state{};
    std::string text{};
  };
  explicit ScriptedSource(std::vector<Step> steps, std::optional<std::uint64_t> length = std::nullopt)
      : m_steps(std::move(steps)), m_length(length) {}
  http::BodyRead read(std::span<char> into) override;
  [[nodiscard]] std::optional<std::uint64_t> length() const override { return m_length; }
  [[nodiscard]] const http::Headers* trailers() const override {
    return trailerFields.empty() ? nullptr : &trailerFields;
  }

  http::Headers trailerFields;

 private:
  std::vector<Step> m_steps;
  std::size_t m_next = 0;
  std::optional<std::uint64_t> m_length;
};

/// Counts what an observer is told.
class CountingObserver final : public http::ExchangeObserver {
 public:
  void bodyReadable() override { ++readable; }
  void abandoned() override { ++abandonments; }
  void completed() override { ++completions; }
  int readable = 0;
  int abandonments = 0;
  int completions = 0;
};
