// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// See http2_client.h.

#include "tests/server/http/http2_client.h"

#include <algorithm>
#include <cstdlib>

std::string number(std::uint32_t value) {
  std::string bytes;
  for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(value >> shift);
  return bytes;
}

std::string frame(std::uint8_t type, std::uint8_t flags, std::int32_t stream, std::string_view payload,
                  std::size_t length) {
  const std::size_t told = length == SIZE_MAX ? payload.size() : length;
  std::string bytes = number(static_cast<std::uint32_t>(told)).substr(1);
  bytes += static_cast<char>(type);
  bytes += static_cast<char>(flags);
  bytes += number(static_cast<std::uint32_t>(stream));
  return bytes.append(payload);
}

std::string preface() {
  return "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + frame(NGHTTP2_SETTINGS, 0, 0, "");
}

std::string block(const Fields& fields) {
  const auto text = [](const std::string& value) {
    std::string bytes;
    if (value.size() < 127) return bytes.append(1, static_cast<char>(value.size())).append(value);
    bytes += '\x7f';
    std::size_t rest = value.size() - 127;
    for (; rest >= 128; rest >>= 7) bytes += static_cast<char>((rest & 127) | 128);
    return bytes.append(1, static_cast<char>(rest)).append(value);
  };
  std::string bytes;
  for (const auto& [name, value] : fields) bytes += '\0' + text(name) + text(value);
  return bytes;
}

std::string headers(std::int32_t stream, const Fields& fields, bool open) {
  return frame(NGHTTP2_HEADERS, open ? 4 : 5, stream, block(fields));
}

Fields get(const std::string& path, const Fields& more) {
  Fields fields{{":method", "GET"}, {":scheme", "https"}, {":authority", "a.test"}, {":path", path}};
  fields.insert(fields.end(), more.begin(), more.end());
  return fields;
}

Fields post(const std::string& path, const Fields& more) {
  Fields fields = get(path, more);
  fields.front().second = "POST";
  return fields;
}

std::string data(std::int32_t stream, std::string_view bytes, bool last) {
  return frame(NGHTTP2_DATA, last ? 1 : 0, stream, bytes);
}

std::string settings(const std::vector<std::pair<std::uint16_t, std::uint32_t>>& entries) {
  std::string payload;
  for (const auto& [id, value] : entries) {
    payload += static_cast<char>(id >> 8);
    payload += static_cast<char>(id);
    payload += number(value);
  }
  return frame(NGHTTP2_SETTINGS, 0, 0, payload);
}

FrameReader::FrameReader() {
  if (nghttp2_hd_inflate_new(&m_inflater) != 0) std::abort();
}

FrameReader::~FrameReader() {
  nghttp2_hd_inflate_del(m_inflater);
}

void FrameReader::add(std::string_view bytes) {
  m_rest += bytes;
  constexpr std::size_t head = 9;
  const auto byte = [this](std::size_t at) {
    return static_cast<std::uint32_t>(static_cast<unsigned char>(m_rest[at]));
  };
  while (m_rest.size() >= head) {
    const std::size_t length = byte(0) << 16 | byte(1) << 8 | byte(2);
    if (m_rest.size() < head + length) return;
    const auto stream = static_cast<std::int32_t>((byte(5) & 127) << 24 | byte(6) << 16 | byte(7) << 8 | byte(8));
    Frame next{static_cast<std::uint8_t>(byte(3)), static_cast<std::uint8_t>(byte(4)), stream,
               m_rest.substr(head, length)};
    m_rest.erase(0, head + length);
    if (next.type == NGHTTP2_HEADERS) decode(stream, next.payload);
    m_frames.push_back(std::move(next));
  }
}

void FrameReader::decode(std::int32_t stream, std::string_view payload) {
  Fields fields;
  const auto* at = reinterpret_cast<const std::uint8_t*>(payload.data());
  std::size_t left = payload.size();
  for (;;) {
    nghttp2_nv field{};
    int flags = 0;
    const ssize_t taken = nghttp2_hd_inflate_hd2(m_inflater, &field, &flags, at, left, 1);
    if (taken < 0) std::abort();
    at += taken;
    left -= static_cast<std::size_t>(taken);
    if ((flags & NGHTTP2_HD_INFLATE_EMIT) != 0) {
      fields.emplace_back(std::string(reinterpret_cast<char*>(field.name), field.namelen),
                          std::string(reinterpret_cast<char*>(field.value), field.valuelen));
    }
    if ((flags & NGHTTP2_HD_INFLATE_FINAL) != 0) break;
  }
  nghttp2_hd_inflate_end_headers(m_inflater);
  m_heads.emplace_back(stream, std::move(fields));
}

std::string FrameReader::field(std::int32_t stream, const std::string& name) const {
  std::string value;
  for (const auto& [its, fields] : m_heads) {
    for (const auto& [fieldName, fieldValue] : fields) {
      if (its == stream && fieldName == name) value = fieldValue;
    }
  }
  return value;
}

std::string FrameReader::body(std::int32_t stream) const {
  std::string bytes;
  for (const Frame& each : m_frames) {
    if (each.type == NGHTTP2_DATA && each.stream == stream) bytes += each.payload;
  }
  return bytes;
}

bool FrameReader::ended(std::int32_t stream) const {
  return std::any_of(m_frames.begin(), m_frames.end(), [stream](const Frame& each) {
    return each.stream == stream && each.type <= NGHTTP2_HEADERS && (each.flags & NGHTTP2_FLAG_END_STREAM) != 0;
  });
}

std::string FrameReader::outcome(std::int32_t stream) const {
  if (const std::string status = field(stream, ":status"); !status.empty()) return status;
  for (const Frame& each : m_frames) {
    if (each.type == NGHTTP2_RST_STREAM && each.stream == stream) return "RST " + std::to_string(each.payload[3]);
  }
  return {};
}

std::string FrameReader::verdict() const {
  return goAway() < 0 ? outcome(1) : "GOAWAY " + std::to_string(goAway());
}

std::int64_t FrameReader::goAway() const {
  std::int64_t code = -1;
  for (const Frame& each : m_frames) {
    if (each.type == NGHTTP2_GOAWAY) code = static_cast<unsigned char>(each.payload[7]);
  }
  return code;
}

std::vector<std::uint32_t> FrameReader::goAwayStreams() const {
  std::vector<std::uint32_t> streams;
  for (const Frame& each : m_frames) {
    if (each.type != NGHTTP2_GOAWAY) continue;
    std::uint32_t stream = 0;
    for (std::size_t at = 0; at < 4; ++at) stream = stream << 8 | static_cast<unsigned char>(each.payload[at]);
    streams.push_back(stream);
  }
  return streams;
}

std::size_t FrameReader::count(std::uint8_t type) const {
  return static_cast<std::size_t>(
      std::count_if(m_frames.begin(), m_frames.end(), [type](const Frame& each) { return each.type == type; }));
}
