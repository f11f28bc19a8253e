// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Takes a chunked body apart (RFC 9112 7.1), strictly and without holding anything back: what a handler has no room for
// stays with the caller. Trailer fields are checked, counted and dropped. Its verdict depends on the bytes alone, never
// on how they were split into reads.

#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "server/config/config.h"

namespace http {

class ChunkedReader {
 public:
  enum class State { Data, NeedMore, End, Refused };
  struct Step {
    State state{};
    std::size_t written = 0;  ///< with Data: bytes put into `into`, 1 or more
  };

  explicit ChunkedReader(const config::Limits& limits) : m_limits(&limits) {}

  /// Takes from the front of `unread`, until `into` is full or there is nothing more to take.
  Step read(std::string_view& unread, std::span<char> into);
  /// After Refused: the status to answer.
  [[nodiscard]] int status() const { return m_status; }
  [[nodiscard]] bool isAtEnd() const { return m_place == Place::End; }
  void reset() { *this = ChunkedReader(*m_limits); }

 private:
  enum class Place {
    Size,
    ExtensionName,
    ExtensionValue,
    Quoted,
    QuotedPair,
    QuotedEnd,
    SizeLineFeed,
    Data,
    DataReturn,
    DataLineFeed,
    TrailerStart,
    TrailerName,
    TrailerValue,
    TrailerLineFeed,
    LastLineFeed,
    End
  };
  [[nodiscard]] int statusAfter(char c);
  [[nodiscard]] int statusAfterSize(char c);
  [[nodiscard]] int statusAfterExtension(char c);
  [[nodiscard]] int statusAfterTrailer(char c);
  [[nodiscard]] int go(Place place);

  const config::Limits* m_limits;
  Place m_place = Place::Size;
  std::uint64_t m_left = 0;  ///< of this chunk's size or data
  std::uint64_t m_announced = 0;
  std::size_t m_digits = 0;  ///< of the size; inside names and values: characters so far
  std::size_t m_extensionBytes = 0;
  std::size_t m_trailerBytes = 0;
  int m_trailers = 0;
  int m_status = 0;
};

}  // namespace http
