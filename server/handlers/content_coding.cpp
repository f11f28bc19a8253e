// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// See content_coding.h.

#include "server/handlers/content_coding.h"

#include <brotli/encode.h>
#include <zlib.h>

#include <algorithm>

#include "server/http/request_rules.h"

namespace handlers {

namespace {

constexpr int brotliQuality = 4;
constexpr int gzipLevel = 5;

std::string_view trim(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size()));
  while (text.ends_with(' ') || text.ends_with('\t')) text.remove_suffix(1);
  return text;
}

/// "0", "0.5", "1.000" in thousandths; 0: not of that form.
int weightIn(std::string_view text) {
  if (text.empty() || text.size() > 5 || (text[0] != '0' && text[0] != '1') || (text.size() > 1 && text[1] != '.'))
    return 0;
  int weight = (text[0] - '0') * 1000;
  int unit = 100;
  for (const char digit : text.substr(std::min<std::size_t>(2, text.size()))) {
    if (!http::isDigit(digit)) return 0;
    weight += (digit - '0') * unit;
    unit /= 10;
  }
  return std::min(weight, 1000);
}

struct Weights {
  std::array<int, codingCount> of{-1, -1, -1};  ///< -1: not named
  int rest = -1;                                ///< what "*" says
};

void takeElement(std::string_view element, Weights& weights) {
  const std::size_t semicolon = element.find(';');
  const std::string_view name = trim(element.substr(0, semicolon));
  int weight = 1000;
  if (semicolon != std::string_view::npos) {
    const std::string_view parameter = trim(element.substr(semicolon + 1));
    weight = parameter.starts_with("q=") || parameter.starts_with("Q=") ? weightIn(parameter.substr(2)) : 0;
  }
  if (name == "*") weights.rest = weight;
  if (http::equalsIgnoringCase(name, "br")) weights.of[static_cast<std::size_t>(Coding::Brotli)] = weight;
  if (http::equalsIgnoringCase(name, "gzip") || http::equalsIgnoringCase(name, "x-gzip"))
    weights.of[static_cast<std::size_t>(Coding::Gzip)] = weight;
  if (http::equalsIgnoringCase(name, "identity")) weights.of[static_cast<std::size_t>(Coding::Identity)] = weight;
}

std::optional<std::string> brotli(std::string_view text) {
  std::string result(text.size(), '\0');
  std::size_t length = result.size();
  const auto* const from = reinterpret_cast<const std::uint8_t*>(text.data());
  auto* const to = reinterpret_cast<std::uint8_t*>(result.data());
  if (BrotliEncoderCompress(brotliQuality, 20, BROTLI_MODE_TEXT, text.size(), from, &length, to) != BROTLI_TRUE)
    return std::nullopt;
  result.resize(length);
  return result;
}

std::optional<std::string> gzip(std::string_view text) {
  z_stream stream{};
  constexpr int gzipWindow = 15 + 16;  // 16: with gzip's header (zlib.h)
  if (::deflateInit2(&stream, gzipLevel, Z_DEFLATED, gzipWindow, 8, Z_DEFAULT_STRATEGY) != Z_OK) return std::nullopt;
  std::string result(text.size(), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(result.data());
  stream.avail_out = static_cast<uInt>(result.size());
  const int outcome = ::deflate(&stream, Z_FINISH);
  result.resize(stream.total_out);
  ::deflateEnd(&stream);
  if (outcome != Z_STREAM_END) return std::nullopt;
  return result;
}

}  // namespace

std::string_view nameOf(Coding coding) {
  switch (coding) {
    case Coding::Brotli:
      return "br";
    case Coding::Gzip:
      return "gzip";
    case Coding::Identity:
      break;
  }
  return {};
}

Coding chooseCoding(std::optional<std::string_view> acceptEncoding, const std::array<bool, codingCount>& offered) {
  if (!acceptEncoding) return Coding::Identity;
  Weights weights;
  for (std::string_view list = *acceptEncoding; !list.empty();) {
    const std::size_t comma = list.find(',');
    takeElement(trim(list.substr(0, comma)), weights);
    list.remove_prefix(comma == std::string_view::npos ? list.size() : comma + 1);
  }
  Coding best = Coding::Identity;
  // Identity that is not named is acceptable, but the last choice.
  int bestWeight = std::max(weights.of[0], 0);
  for (const Coding coding : {Coding::Brotli, Coding::Gzip}) {
    const auto index = static_cast<std::size_t>(coding);
    const int weight = weights.of[index] >= 0 ? weights.of[index] : weights.rest;
    const bool better = best == Coding::Identity ? weight >= bestWeight : weight > bestWeight;
    if (!offered[index] || weight <= 0 || !better) continue;
    best = coding;
    bestWeight = weight;
  }
  return best;
}

std::optional<std::string> compress(std::string_view text, Coding coding) {
  auto result = coding == Coding::Brotli ? brotli(text) : gzip(text);
  if (result && result->size() >= text.size()) return std::nullopt;
  return result;
}

}  // namespace handlers
