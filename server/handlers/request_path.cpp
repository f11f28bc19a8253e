// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// See request_path.h.

#include "server/handlers/request_path.h"

#include <algorithm>

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

std::string freelyReadPath(std::string_view raw) {
  std::string decoded;
  for (std::size_t at = 0; at < raw.size(); ++at) {
    const bool isEncoded =
        raw[at] == '%' && at + 2 < raw.size() && http::hexValue(raw[at + 1]) >= 0 && http::hexValue(raw[at + 2]) >= 0;
    decoded += isEncoded ? static_cast<char>(http::hexValue(raw[at + 1]) * 16 + http::hexValue(raw[at + 2])) : raw[at];
    if (isEncoded) at += 2;
  }
  std::string path;
  for (std::string_view rest = decoded; !rest.empty();) {
    const std::size_t slash = std::min(rest.find('/'), rest.size());
    const std::string_view name = rest.substr(0, std::min(rest.find(';'), slash));
    rest.remove_prefix(std::min(slash + 1, rest.size()));
    if (name.empty() || name == ".") continue;
    if (name == "..")
      path.erase(std::min(path.rfind('/'), path.size()));
    else
      path.append("/").append(name);
  }
  if (path.empty() || decoded.ends_with('/')) path += '/';
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
