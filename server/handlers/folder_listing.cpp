// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// See folder_listing.h.

#include "server/handlers/folder_listing.h"

#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <tuple>

#include "server/base/time.h"
#include "server/handlers/request_path.h"
#include "server/http/status.h"

namespace handlers {

namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";

struct CloseFolder {
  void operator()(DIR* folder) const { ::closedir(folder); }
};
using FolderStream = std::unique_ptr<DIR, CloseFolder>;

FolderStream streamOf(int fd) {
  // A description of its own: reading moves its place, and closing ends it.
  const int own = ::openat(fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  DIR* const folder = own < 0 ? nullptr : ::fdopendir(own);
  if (folder == nullptr && own >= 0) ::close(own);
  return FolderStream(folder);
}

/// The code point at the front of `text` and its bytes; 0 bytes: it is not UTF-8 (RFC 3629).
std::pair<char32_t, std::size_t> codePointOf(std::string_view text) {
  const auto byte = [&text](std::size_t at) { return static_cast<unsigned char>(text[at]); };
  const unsigned char first = byte(0);
  if (first < 0x80) return {first, 1};
  const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || text.size() < length) return {0, 0};
  char32_t code = first & (0xFFU >> (length + 1));
  for (std::size_t at = 1; at < length; ++at) {
    if ((byte(at) & 0xC0) != 0x80) return {0, 0};
    code = (code << 6) | (byte(at) & 0x3FU);
  }
  const char32_t least = length == 2 ? 0x80 : length == 3 ? 0x800 : 0x10000;
  if (code < least || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) return {0, 0};
  return {code, length};
}

/// Control characters, and those that change the direction or order of text (UAX 9) or the line.
bool isDeceiving(char32_t code) {
  return code < 0x20 || (code >= 0x7F && code < 0xA0) || code == 0x61C || (code >= 0x200B && code <= 0x200F) ||
         (code >= 0x2028 && code <= 0x202E) || (code >= 0x2060 && code <= 0x206F) || code == 0xFEFF;
}

std::string sizeInWords(std::uint64_t bytes) {
  constexpr std::array<const char*, 5> units{"B", "KiB", "MiB", "GiB", "TiB"};
  auto amount = static_cast<double>(bytes);
  std::size_t unit = 0;
  for (; amount >= 1024 && unit + 1 < units.size(); ++unit) amount /= 1024;
  return fmt::format("{:.{}f} {}", amount, unit == 0 || amount >= 100 ? 0 : 1, units[unit]);
}

std::string rowOf(const FolderEntry& entry) {
  const char* const slash = entry.isFolder ? "/" : "";
  const std::string date = base::isoTime(entry.modified * 1000);
  return fmt::format("<tr><td><a href=\"./{0}{1}\"><bdi>{2}</bdi>{1}</a><td>{3}<td><time datetime=\"{4}\">{5}</time>\n",
                     encodePath(entry.name), slash, nameInHtml(entry.name),
                     entry.isFolder ? "" : sizeInWords(entry.size), date,
                     date.substr(0, 10) + " " + date.substr(11, 5));
}

constexpr std::string_view style =
    "body{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:60rem;padding:0 1rem;color-scheme:light dark;"
    "background:#fff;color:#1b1f24}a{color:#0550ae}h1{font-size:1.3rem;overflow-wrap:anywhere}"
    "table{border-collapse:collapse;width:100%}th{text-align:start}td,th{padding:.2rem .8rem .2rem 0;border-bottom:"
    "1px solid #d0d7de;overflow-wrap:anywhere}td:nth-child(n+2),th:nth-child(n+2){text-align:end;white-space:nowrap;"
    "font-variant-numeric:tabular-nums}"
    "@media(prefers-color-scheme:dark){body{background:#16191d;color:#e6e8eb}a{color:#79b8ff}td,th{border-color:"
    "#3a4149}}";

}  // namespace

std::vector<FolderEntry> entriesOf(ServedFolder& folder, int fd, const std::string& file, base::MonotonicTime now,
                                   bool& isCut) {
  std::vector<FolderEntry> entries;
  isCut = false;
  const FolderStream stream = streamOf(fd);
  while (const dirent* found = stream ? ::readdir(stream.get()) : nullptr) {
    FolderEntry entry;
    entry.name = found->d_name;
    if (entry.name.starts_with('.') && entry.name != ".well-known") continue;
    if (entries.size() == mostListed) {
      isCut = true;
      break;
    }
    // As a request for it would be answered: no link out of the root, no pipe, no key.
    const OpenedFile opened = folder.open(file.empty() ? entry.name : file + '/' + entry.name, now);
    entry.isFolder = opened.outcome == OpenedFile::Outcome::Folder;
    if (!entry.isFolder && opened.outcome != OpenedFile::Outcome::File) continue;
    entry.size = opened.facts.size;
    entry.modified = opened.facts.modified / 1'000'000'000;
    entries.push_back(std::move(entry));
  }
  std::ranges::sort(entries, [](const FolderEntry& one, const FolderEntry& other) {
    return std::tie(other.isFolder, one.name) < std::tie(one.isFolder, other.name);
  });
  return entries;
}

std::string nameInHtml(std::string_view name) {
  std::string safe;
  while (!name.empty()) {
    const auto [code, length] = codePointOf(name);
    const std::string_view letter = name.substr(0, std::max<std::size_t>(length, 1));
    safe += length == 0 || isDeceiving(code) ? replacement : letter;
    name.remove_prefix(letter.size());
  }
  return http::escapeHtml(safe);
}

std::string listingPage(std::string_view title, bool hasParent, const std::vector<FolderEntry>& entries, bool isCut) {
  std::string page = fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" "
      "content=\"width=device-width\"><title>{0}</title>\n<style>{1}</style>\n<main><h1><bdi>{0}</bdi></h1>\n"
      "<table><thead><tr><th scope=\"col\">Name<th scope=\"col\">Size<th scope=\"col\">Changed (UTC)<tbody>\n",
      nameInHtml(title), style);
  if (hasParent) page += "<tr><td><a href=\"../\">The folder above</a><td><td>\n";
  for (const FolderEntry& entry : entries) page += rowOf(entry);
  page += "</table>\n";
  if (entries.empty()) page += "<p>This folder is empty.</p>\n";
  if (isCut) page += fmt::format("<p>There is more: only {} names are shown.</p>\n", mostListed);
  return page + "</main></html>\n";
}

}  // namespace handlers
