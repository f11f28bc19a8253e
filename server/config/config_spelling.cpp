// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Values in TOML spelling (TOML 1.0).

#include <fmt/format.h>

#include <algorithm>

#include "server/config/config_edit.h"

namespace config {

namespace {

template<typename Items, typename Spell>
std::string list(const Items& items, Spell spell) {
  std::string text = "[";
  for (const auto& item : items) {
    if (text.size() > 1) text += ", ";
    text += spell(item);
  }
  return text + "]";
}

std::string tomlFiles(const CertificateFiles& files, const std::filesystem::path& folder) {
  std::string text =
      fmt::format("{{ certificate = {}, key = {}", tomlPath(files.certificate, folder), tomlPath(files.key, folder));
  if (!files.ca.empty()) {
    text += ", ca = " + list(files.ca, [&folder](const auto& path) { return tomlPath(path, folder); });
  }
  return text + " }";
}

}  // namespace

std::string tomlKey(std::string_view key) {
  const bool bare = !key.empty() && std::ranges::all_of(key, [](char letter) {
    return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') || (letter >= '0' && letter <= '9') ||
           letter == '-' || letter == '_';
  });
  return bare ? std::string(key) : tomlString(key);
}

std::string tomlString(std::string_view text) {
  std::string spelled = "\"";
  for (const char letter : text) {
    const auto code = static_cast<unsigned char>(letter);
    if (letter == '"' || letter == '\\') {
      spelled += '\\';
      spelled += letter;
    } else if (letter == '\n') {
      spelled += "\\n";
    } else if (letter == '\t') {
      spelled += "\\t";
    } else if (code < 0x20 || code == 0x7F) {
      spelled += fmt::format("\\u{:04X}", code);
    } else {
      spelled += letter;
    }
  }
  return spelled + "\"";
}

std::string tomlPath(const std::filesystem::path& path, const std::filesystem::path& folder) {
  const auto [folderEnd, rest] = std::mismatch(folder.begin(), folder.end(), path.begin(), path.end());
  if (folder.empty() || folderEnd != folder.end() || rest == path.end()) return tomlString(path.string());
  std::filesystem::path relative;
  for (auto step = rest; step != path.end(); ++step) relative /= *step;
  return tomlString(relative.string());
}

std::string tomlStrings(const std::vector<std::string>& texts) {
  return list(texts, tomlString);
}

std::string tomlCertificates(const std::vector<CertificateReference>& references,
                             const std::filesystem::path& configFolder) {
  return list(references, [&configFolder](const CertificateReference& reference) {
    if (const auto* stored = std::get_if<StoredCertificate>(&reference)) return tomlString(stored->name);
    return tomlFiles(std::get<CertificateFiles>(reference), configFolder);
  });
}

}  // namespace config
