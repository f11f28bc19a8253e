// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// What is known of the files that were asked for last: their facts and answers' heads, and the content of small ones.
// Bounded: what was not asked for the longest goes first. Whether an entry still holds is for others to check.

#pragma once

#include <array>
#include <list>
#include <string>
#include <string_view>
#include <unordered_map>

#include "server/handlers/content_coding.h"
#include "server/handlers/served_folder.h"
#include "server/http/headers.h"

namespace handlers {

/// One form in which a file is sent.
struct Representation {
  enum class State {
    Unknown,
    Here,
    Absent,  ///< the coding would not make it smaller
  };
  State state = State::Unknown;
  std::string file;  ///< whose bytes they are: the file itself, or "site.css.br"
  FileFacts facts;   ///< of that
  std::uint64_t size = 0;
  std::string entityTag;
  http::Headers headers;  ///< of a whole answer
  bool isHeld = false;    ///< `content` is all of it
  std::string content;
};

struct CachedFile {
  std::string file;
  FileFacts facts;
  std::string contentType;
  std::string lastModified;
  bool isCompressible = false;
  std::uint64_t looked = 0;              ///< net::EventLoop::inputs() when the folder was last asked for it
  base::MonotonicTime siblingsLooked{};  ///< when "site.css.br" and "site.css.gz" were looked for
  std::array<Representation, codingCount> forms;

  [[nodiscard]] Representation& form(Coding coding) { return forms[static_cast<std::size_t>(coding)]; }
};

class FileCache {
 public:
  /// `mostBytes` of contents and what belongs to them.
  explicit FileCache(std::size_t mostBytes) : m_mostBytes(mostBytes) {}

  /// Null: not here. Valid until the next add() or remove().
  CachedFile* find(std::string_view file);
  /// The same, in place of what was there under that name.
  CachedFile& add(CachedFile&& file);
  void remove(std::string_view file);
  /// After contents of the newest found or added file came or went: makes room.
  void account(CachedFile& file);
  [[nodiscard]] std::size_t bytes() const { return m_bytes; }

 private:
  struct Entry {
    CachedFile file;
    std::size_t bytes = 0;
  };
  using Entries = std::list<Entry>;
  void erase(Entries::iterator entry);

  std::size_t m_mostBytes;
  std::size_t m_bytes = 0;
  Entries m_entries;                                                 ///< last asked for first
  std::unordered_map<std::string_view, Entries::iterator> m_byName;  ///< keys lie in the entries
};

}  // namespace handlers
