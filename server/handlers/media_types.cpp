// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// See media_types.h.

#include "server/handlers/media_types.h"

#include <algorithm>
#include <array>
#include <unordered_map>

#include "server/handlers/media_types_text.h"
#include "server/http/request_rules.h"

namespace handlers {

namespace {

using Types = std::unordered_map<std::string_view, std::string_view>;

std::string_view takeUntil(std::string_view& text, char separator) {
  const std::size_t end = text.find(separator);
  const std::string_view part = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return part;
}

Types readTypes() {
  Types types;
  for (std::string_view text = mediaTypesText(); !text.empty();) {
    std::string_view line = takeUntil(text, '\n');
    if (line.starts_with('#')) continue;
    const std::string_view type = takeUntil(line, ' ');
    while (!line.empty()) types.emplace(takeUntil(line, ' '), type);
  }
  return types;
}

}  // namespace

std::string contentTypeOf(std::string_view file) {
  static const Types types = readTypes();
  const std::size_t dot = file.rfind('.');
  const std::size_t slash = file.rfind('/');
  std::string_view type = "application/octet-stream";
  if (dot != std::string_view::npos && (slash == std::string_view::npos || dot > slash)) {
    std::string ending(file.substr(dot + 1));
    std::ranges::transform(ending, ending.begin(), http::lowered);
    if (const auto found = types.find(ending); found != types.end()) type = found->second;
  }
  // XML and JSON say their encoding themselves, or have only one; for text a browser would guess.
  std::string text(type);
  if (type.starts_with("text/")) text += "; charset=utf-8";
  return text;
}

bool isCompressible(std::string_view contentType) {
  const std::string_view type = contentType.substr(0, contentType.find(';'));
  constexpr std::array<std::string_view, 11> others{
      "application/json", "application/xml",   "application/wasm",        "application/yaml",
      "application/toml", "application/jsonl", "application/javascript",  "application/vnd.ms-fontobject",
      "font/ttf",         "font/otf",          "image/vnd.microsoft.icon"};
  return type.starts_with("text/") || type.ends_with("+xml") || type.ends_with("+json") ||
         std::ranges::find(others, type) != others.end();
}

}  // namespace handlers
