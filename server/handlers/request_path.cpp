// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// See request_path.h.

#include "server/handlers/request_path.h"

#include "server/http/request_rules.h"

namespace handlers {

namespace {

/// False: it is no encoding, or has a NUL.
bool appendDecoded(std::string& text, std::string_view encoded) {
  for (std::size_t at = 0; at < encoded.size(); ++at) {
    char c = encoded[at];
    if (c == '%') {
      const int high = at + 2 < encoded.size() ? http::hexValue(encoded[at + 1]) : -1;
      const int low = at + 2 < encoded.size() ? http::hexValue(encoded[at + 2]) : -1;
      if (high < 0 || low < 0) return false;
      c = static_cast<char>(high * 16 + low);
      at += 2;
    }
    if (c == '\0') return false;
    text += c;
  }
  return true;
}

}  // namespace

RequestPath decodePath(std::string_view raw) {
  RequestPath path;
  path.isFolder = raw.empty() || raw.ends_with('/');
  path.file.reserve(raw.size());
  while (!raw.empty()) {
    const std::size_t slash = raw.find('/');
    const std::string_view name = raw.substr(0, slash);
    raw.remove_prefix(slash == std::string_view::npos ? raw.size() : slash + 1);
    if (name.empty()) continue;
    if (!path.file.empty()) path.file += '/';
    const std::size_t start = path.file.size();
    if (!appendDecoded(path.file, name)) {
      path.verdict = RequestPath::Verdict::Invalid;
      return path;
    }
    const std::string_view decoded = std::string_view(path.file).substr(start);
    const bool dotted = decoded.starts_with('.') && decoded != ".well-known";
    if (dotted || decoded.find('/') != std::string_view::npos) path.verdict = RequestPath::Verdict::Hidden;
  }
  return path;
}

std::string encodePath(std::string_view file) {
  constexpr std::string_view plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/";
  constexpr char digits[] = "0123456789ABCDEF";
  std::string encoded;
  for (const char c : file) {
    if (plain.find(c) != std::string_view::npos) {
      encoded += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    encoded += '%';
    encoded += digits[byte >> 4];
    encoded += digits[byte & 15];
  }
  return encoded;
}

}  // namespace handlers
