// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// An HTTP/2 client for tests: frames by hand where the input is hostile, and a small HPACK encoder and decoder for the
// rest. Speaks to a codec directly, without a socket.

#pragma once

#include <nghttp2/nghttp2.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

using Fields = std::vector<std::pair<std::string, std::string>>;

struct Frame {
  std::uint8_t type = 0;
  std::uint8_t flags = 0;
  std::int32_t stream = 0;
  std::string payload;
};

/// A frame's bytes. `length` overrides the payload's, to lie about it.
std::string frame(std::uint8_t type, std::uint8_t flags, std::int32_t stream, std::string_view payload,
                  std::size_t length = SIZE_MAX);
/// The client's preface and an empty SETTINGS frame.
std::string preface();
/// Literal fields without indexing or Huffman coding, so that a header block depends on nothing before it.
std::string block(const Fields& fields);
/// HEADERS with END_HEADERS, and END_STREAM unless `open`.
std::string headers(std::int32_t stream, const Fields& fields, bool open = false);
/// ":method" and the other three, then `more`.
Fields get(const std::string& path = "/", const Fields& more = {});
Fields post(const std::string& path, const Fields& more = {});
std::string data(std::int32_t stream, std::string_view bytes, bool last = true);
std::string settings(const std::vector<std::pair<std::uint16_t, std::uint32_t>>& entries);
std::string number(std::uint32_t value);

/// Takes the server's bytes apart.
class FrameReader {
 public:
  FrameReader();
  ~FrameReader();
  FrameReader(const FrameReader&) = delete;
  FrameReader& operator=(const FrameReader&) = delete;

  void add(std::string_view bytes);
  [[nodiscard]] const std::vector<Frame>& frames() const { return m_frames; }
  /// Fields of the last header block of that stream.
  [[nodiscard]] std::string field(std::int32_t stream, const std::string& name) const;
  [[nodiscard]] std::string body(std::int32_t stream) const;
  [[nodiscard]] bool ended(std::int32_t stream) const;
  /// "200", "RST 7", or "" where nothing came for the stream; the answer's status wins over a reset after it.
  [[nodiscard]] std::string outcome(std::int32_t stream) const;
  /// "GOAWAY 1" where the connection was ended, else what came of stream 1.
  [[nodiscard]] std::string verdict() const;
  /// The code of the last GOAWAY; -1: none came.
  [[nodiscard]] std::int64_t goAway() const;
  [[nodiscard]] std::vector<std::uint32_t> goAwayStreams() const;
  [[nodiscard]] std::size_t count(std::uint8_t type) const;

 private:
  void decode(std::int32_t stream, std::string_view payload);
  std::string m_rest;
  std::vector<Frame> m_frames;
  std::vector<std::pair<std::int32_t, Fields>> m_heads;
  nghttp2_hd_inflater* m_inflater = nullptr;
};
