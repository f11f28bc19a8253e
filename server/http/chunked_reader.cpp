// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// See chunked_reader.h.

#include "server/http/chunked_reader.h"

#include <algorithm>
#include <cstring>

#include "server/http/request_rules.h"

namespace http {

namespace {

constexpr std::size_t mostExtensionBytes = 16 * 1024;  ///< of all chunks of a body together
constexpr std::size_t mostSizeDigits = 16;

bool isTokenCharacter(char c) {
  return isToken({&c, 1});
}
bool isText(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte == '\t' || (byte >= 0x20 && byte != 0x7f);
}

}  // namespace

ChunkedReader::Step ChunkedReader::read(std::string_view& unread, std::span<char> into) {
  std::size_t written = 0;
  while (m_place != Place::End && m_status == 0 && !unread.empty()) {
    if (m_place != Place::Data) {
      m_status = statusAfter(unread.front());
      unread.remove_prefix(1);
      continue;
    }
    const auto length = static_cast<std::size_t>(
        std::min({static_cast<std::uint64_t>(unread.size()), m_left, std::uint64_t{into.size() - written}}));
    if (length == 0) break;
    std::memcpy(into.data() + written, unread.data(), length);
    unread.remove_prefix(length);
    written += length;
    m_left -= length;
    if (m_left == 0) m_place = Place::DataReturn;
  }
  if (written != 0) return {State::Data, written};
  if (m_status != 0) return {State::Refused, 0};
  return {m_place == Place::End ? State::End : State::NeedMore, 0};
}

int ChunkedReader::go(Place place) {
  m_place = place;
  m_digits = 0;
  return 0;
}

int ChunkedReader::statusAfter(char c) {
  switch (m_place) {
    case Place::Size:
      return statusAfterSize(c);
    case Place::SizeLineFeed:
      if (c != '\n') return 400;
      return go(m_left == 0 ? Place::TrailerStart : Place::Data);
    case Place::DataReturn:
      return c == '\r' ? go(Place::DataLineFeed) : 400;
    case Place::DataLineFeed:
      return c == '\n' ? go(Place::Size) : 400;
    case Place::TrailerStart:
    case Place::TrailerName:
    case Place::TrailerValue:
    case Place::TrailerLineFeed:
      return statusAfterTrailer(c);
    case Place::LastLineFeed:
      return c == '\n' ? go(Place::End) : 400;
    default:
      return statusAfterExtension(c);
  }
}

int ChunkedReader::statusAfterSize(char c) {
  if (const int value = hexValue(c); value >= 0) {
    if (++m_digits > mostSizeDigits) return 400;
    m_left = m_left * 16 + static_cast<std::uint64_t>(value);
    return 0;
  }
  if (m_digits == 0 || (c != ';' && c != '\r')) return 400;
  if (m_left > UINT64_MAX - m_announced) return 400;
  m_announced += m_left;
  if (m_announced > m_limits->body) return 413;
  return go(c == ';' ? Place::ExtensionName : Place::SizeLineFeed);
}

int ChunkedReader::statusAfterExtension(char c) {
  if (++m_extensionBytes > mostExtensionBytes) return 400;
  switch (m_place) {
    case Place::Quoted:
      if (c == '"') return go(Place::QuotedEnd);
      if (c == '\\') return go(Place::QuotedPair);
      return isText(c) ? 0 : 400;
    case Place::QuotedPair:
      return isText(c) ? go(Place::Quoted) : 400;
    default:
      break;
  }
  if (m_place != Place::QuotedEnd && isTokenCharacter(c)) {
    ++m_digits;
    return 0;
  }
  if (m_place == Place::ExtensionValue && m_digits == 0) return c == '"' ? go(Place::Quoted) : 400;
  if (m_place != Place::QuotedEnd && m_digits == 0) return 400;
  if (c == '=' && m_place == Place::ExtensionName) return go(Place::ExtensionValue);
  if (c == ';') return go(Place::ExtensionName);
  return c == '\r' ? go(Place::SizeLineFeed) : 400;
}

int ChunkedReader::statusAfterTrailer(char c) {
  if (++m_trailerBytes > m_limits->headerBlock) return 431;
  switch (m_place) {
    case Place::TrailerStart:
      if (c == '\r') return go(Place::LastLineFeed);
      if (!isTokenCharacter(c)) return 400;
      return ++m_trailers > m_limits->headerFields ? 431 : go(Place::TrailerName);
    case Place::TrailerName:
      if (isTokenCharacter(c)) return 0;
      return c == ':' ? go(Place::TrailerValue) : 400;
    case Place::TrailerValue:
      if (isText(c)) return 0;
      return c == '\r' ? go(Place::TrailerLineFeed) : 400;
    default:
      return c == '\n' ? go(Place::TrailerStart) : 400;
  }
}

}  // namespace http
