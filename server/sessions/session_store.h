// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// What a handler keeps from one request to the next, wherever it is kept. Each operation is one step of the store
// itself: nothing here reads, changes and writes back, so that two workers never undo each other.

#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "server/base/time.h"

namespace sessions {

inline constexpr std::size_t longestKey = 256;
inline constexpr std::size_t largestValue = 32 * 1024;
/// Until then a question is answered, if only with Unavailable: well under the second that a page may take.
inline constexpr base::Milliseconds longestWait{800};
/// Questions of one worker that wait for an answer at a time; one more is Unavailable at once.
inline constexpr std::size_t mostPending = 4096;

enum class Operation : std::uint8_t { Get, Put, Touch, Remove, Increment, Take };
/// IfPresent: what was removed meanwhile stays removed, and the reply says that it was not there. IfAbsent: what
/// another put there meanwhile stays, and the reply says that it was there.
enum class When : std::uint8_t { Always, IfPresent, IfAbsent };

struct Question {
  Operation operation = Operation::Get;
  std::string key{};              ///< 1 to longestKey bytes, any
  std::string value{};            ///< Put: at most largestValue bytes, any
  std::int64_t by = 1;            ///< Increment; Take: how many tokens the bucket holds
  base::Milliseconds lifetime{};  ///< Put, Touch, Increment: from now on; more than zero
  When when = When::Always;       ///< Put, Increment
  std::chrono::microseconds
      interval{};  ///< Take: after which a token is back; more than zero, and that of all is a day
};

struct Reply {
  bool found = false;       ///< it was there before
  std::string value{};      ///< Get
  std::int64_t number = 0;  ///< Increment: the sum; Take: microseconds until there is a token, 0: one was taken
};

enum class StoreError : std::uint8_t {
  Unavailable,  ///< no answer; whether the operation was carried out is not known
  TooLarge,     ///< key or value
  NotANumber,   ///< Increment of something else, or past 64 bits
};

using Answer = tl::expected<Reply, StoreError>;
/// Called exactly once, never from inside ask(); not at all where the store ends before.
using Answered = std::function<void(const Answer&)>;

class SessionStore {
 public:
  virtual ~SessionStore() = default;
  /// "worker", "cluster", "redis".
  [[nodiscard]] virtual std::string_view name() const = 0;
  virtual void ask(Question question, Answered answered) = 0;

  void get(std::string key, Answered answered) {
    ask({.operation = Operation::Get, .key = std::move(key)}, std::move(answered));
  }
  void put(std::string key, std::string value, base::Milliseconds lifetime, When when, Answered answered) {
    ask({.operation = Operation::Put,
         .key = std::move(key),
         .value = std::move(value),
         .lifetime = lifetime,
         .when = when},
        std::move(answered));
  }
  /// Makes it live that long from now on, and changes nothing else.
  void touch(std::string key, base::Milliseconds lifetime, Answered answered) {
    ask({.operation = Operation::Touch, .key = std::move(key), .lifetime = lifetime}, std::move(answered));
  }
  void remove(std::string key, Answered answered) {
    ask({.operation = Operation::Remove, .key = std::move(key)}, std::move(answered));
  }
  /// Of a decimal number; what is not there counts as 0.
  void increment(std::string key, std::int64_t by, base::Milliseconds lifetime, Answered answered) {
    ask({.operation = Operation::Increment, .key = std::move(key), .by = by, .lifetime = lifetime},
        std::move(answered));
  }
  /// Of a bucket of `size` tokens, in which one comes back after each `interval`. Buckets have names of their own, and
  /// are forgotten when they are full.
  void take(std::string key, std::int64_t size, std::chrono::microseconds interval, Answered answered) {
    ask({.operation = Operation::Take, .key = std::move(key), .by = size, .interval = interval}, std::move(answered));
  }
};

}  // namespace sessions
