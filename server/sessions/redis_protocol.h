// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// What Redis is told and what it says (RESP2), by hiredis. The only files that include it. Nothing here has a socket.

#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

struct redisReader;

namespace sessions {

struct RedisReply {
  enum class Kind : std::uint8_t { Text, Status, Error, Number, Nothing, Array };
  Kind kind = Kind::Nothing;
  std::string text{};       ///< Text, Status, Error
  std::int64_t number = 0;  ///< Number
  std::vector<RedisReply> elements{};
};

/// Any bytes may stand in the words.
std::string redisCommand(std::span<const std::string_view> words);

enum class RedisRead : std::uint8_t {
  Reply,
  More,    ///< bytes are needed
  Broken,  ///< this is not Redis, or it says too much: nothing more can be read
};

class RedisReader {
 public:
  /// Arrays of one reply, all together.
  static constexpr std::size_t mostElements = 1024;
  /// Of an unfinished reply. Also the bound of a text: what is longer never becomes whole.
  static constexpr std::size_t mostBytes = 64 * 1024;

  RedisReader();
  ~RedisReader();

  /// Takes what was received; at most some 16 KiB at a time, so that the bound is one. next() until More, then again.
  void feed(std::string_view bytes);
  RedisRead next(RedisReply& reply);

 private:
  struct Free {
    void operator()(redisReader* reader) const;
  };
  std::size_t m_elements = 0;  ///< of this reply
  bool m_broken = false;
  std::unique_ptr<redisReader, Free> m_reader;
};

}  // namespace sessions
