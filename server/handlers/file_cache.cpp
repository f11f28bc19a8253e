// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// See file_cache.h.

#include "server/handlers/file_cache.h"

#include <iterator>
#include <utility>

namespace handlers {

namespace {

/// Of an entry without contents: facts, heads and the list's and map's own.
constexpr std::size_t entryBytes = 2048;

std::size_t bytesOf(const CachedFile& file) {
  std::size_t bytes = entryBytes + 4 * file.file.size();
  for (const Representation& form : file.forms) bytes += form.content.capacity();
  return bytes;
}

}  // namespace

CachedFile* FileCache::find(std::string_view file) {
  const auto found = m_byName.find(file);
  if (found == m_byName.end()) return nullptr;
  m_entries.splice(m_entries.begin(), m_entries, found->second);
  return &found->second->file;
}

CachedFile& FileCache::add(CachedFile&& file) {
  remove(file.file);
  m_entries.push_front({std::move(file)});
  m_byName.emplace(m_entries.front().file.file, m_entries.begin());
  account(m_entries.front().file);
  return m_entries.front().file;
}

void FileCache::remove(std::string_view file) {
  if (const auto found = m_byName.find(file); found != m_byName.end()) erase(found->second);
}

void FileCache::account(CachedFile& file) {
  Entry& entry = *m_byName.find(file.file)->second;
  const std::size_t bytes = bytesOf(file);
  m_bytes = m_bytes - entry.bytes + bytes;
  entry.bytes = bytes;
  // The one just asked for stays, whatever its size: it is about to be sent.
  while (m_bytes > m_mostBytes && m_entries.size() > 1) erase(std::prev(m_entries.end()));
}

void FileCache::erase(Entries::iterator entry) {
  m_bytes -= entry->bytes;
  m_byName.erase(entry->file.file);
  m_entries.erase(entry);
}

}  // namespace handlers
