// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// See file_store.h.

#include "server/handlers/file_store.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "server/base/time.h"
#include "server/handlers/media_types.h"

namespace handlers {

namespace {

constexpr std::uint64_t largestHeld = 64 * 1024;
/// Below, heads and frames outweigh what is saved; above, the worker would stand still for too long.
constexpr std::uint64_t smallestCompressed = 256;
constexpr std::uint64_t largestCompressed = 1024 * 1024;
constexpr std::int64_t second = 1'000'000'000;

/// All of it; false: it is shorter by now, or cannot be read.
bool readWhole(int fd, std::uint64_t size, std::string& content) {
  content.resize(size);
  std::size_t done = 0;
  while (done < content.size()) {
    const ssize_t count = ::pread(fd, content.data() + done, content.size() - done, static_cast<off_t>(done));
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return false;
    done += static_cast<std::size_t>(count);
  }
  return true;
}

std::string entityTag(const FileFacts& facts, Coding coding) {
  const std::string_view name = nameOf(coding);
  return fmt::format("\"{:x}-{:x}{}{}\"", facts.modified, facts.size, name.empty() ? "" : "-", name);
}

}  // namespace

FileStore::FileStore(net::EventLoop& loop, ServedFolder folder, Options options)
    : m_loop(loop), m_folder(std::move(folder)), m_options(std::move(options)), m_cache(m_options.cacheBytes) {}

FileStore::Found FileStore::find(const std::string& name, const http::Request& request) {
  // A file that changes between two looks is looked at again; one that keeps changing is not sent torn.
  for (int attempt = 0; attempt < 4; ++attempt) {
    Found found;
    CachedFile* file = m_cache.find(name);
    if (file != nullptr && !isStill(*file)) file = nullptr;
    if (file == nullptr) {
      OpenedFile opened = m_folder.open(name, m_loop.now());
      if (opened.outcome != OpenedFile::Outcome::File) {
        m_cache.remove(name);
        return {opened.outcome, opened.error, nullptr, nullptr, {}};
      }
      file = &add(name, opened);
      found.fd = std::move(opened.fd);
    }
    const Coding coding = choose(*file, request);
    Representation& form = file->form(coding);
    found.outcome = OpenedFile::Outcome::File;
    found.file = file;
    found.form = &form;
    if (form.isHeld) return found;
    if (coding == Coding::Identity && found.fd) return found;
    OpenedFile opened = m_folder.open(form.file, m_loop.now(), &form.facts);
    if (opened.outcome == OpenedFile::Outcome::Exhausted) return {opened.outcome, opened.error, nullptr, nullptr, {}};
    if (opened.outcome == OpenedFile::Outcome::File && opened.facts == form.facts) {
      found.fd = std::move(opened.fd);
      return found;
    }
    m_cache.remove(name);
  }
  return {OpenedFile::Outcome::Failed, EBUSY, nullptr, nullptr, {}};
}

bool FileStore::isStill(CachedFile& file) const {
  return std::exchange(file.looked, m_loop.inputs()) == m_loop.inputs() || m_folder.isStill(file.file, file.facts);
}

CachedFile& FileStore::add(const std::string& name, OpenedFile& opened) {
  CachedFile file;
  file.file = name;
  file.facts = opened.facts;
  file.looked = m_loop.inputs();
  file.contentType = contentTypeOf(name);
  file.lastModified = base::httpDate(opened.facts.modified / second);
  file.isCompressible = isCompressible(file.contentType);
  Representation& form = file.form(Coding::Identity);
  form.state = Representation::State::Here;
  form.file = name;
  form.facts = opened.facts;
  form.size = opened.facts.size;
  describe(file, form, Coding::Identity);
  if (form.size <= largestHeld) form.isHeld = readWhole(opened.fd.get(), form.size, form.content);
  return m_cache.add(std::move(file));
}

void FileStore::describe(const CachedFile& file, Representation& form, Coding coding) const {
  form.entityTag = entityTag(form.facts, coding);
  form.headers = {{"content-type", file.contentType},
                  {"etag", form.entityTag},
                  {"last-modified", file.lastModified},
                  {"x-content-type-options", "nosniff"}};
  if (coding == Coding::Identity) form.headers.add("accept-ranges", "bytes");
  if (coding != Coding::Identity) form.headers.add("content-encoding", nameOf(coding));
  if (coding != Coding::Identity || file.isCompressible) form.headers.add("vary", "Accept-Encoding");
  if (!m_options.cacheControl.empty()) form.headers.add("cache-control", m_options.cacheControl);
  form.headers.declareSendable();
}

bool FileStore::mayCompress(const CachedFile& file) {
  return file.isCompressible && file.facts.size >= smallestCompressed && file.facts.size <= largestCompressed;
}

Coding FileStore::choose(CachedFile& file, const http::Request& request) {
  const auto accepted = request.headers.find("accept-encoding");
  if (!accepted || request.headers.contains("range")) return Coding::Identity;
  lookForSiblings(file);
  std::array<bool, codingCount> offered{true, false, false};
  for (const Coding coding : {Coding::Gzip, Coding::Brotli}) {
    const Representation& form = file.form(coding);
    offered[static_cast<std::size_t>(coding)] = form.state == Representation::State::Here ||
                                                (form.state == Representation::State::Unknown && mayCompress(file));
  }
  for (;;) {
    const Coding coding = chooseCoding(accepted, offered);
    if (file.form(coding).state == Representation::State::Here || compressInto(file, coding)) return coding;
    offered[static_cast<std::size_t>(coding)] = false;
  }
}

bool FileStore::compressInto(CachedFile& file, Coding coding) {
  Representation& form = file.form(coding);
  Representation& plain = file.form(Coding::Identity);
  std::string read;
  if (!plain.isHeld) {
    const OpenedFile opened = m_folder.open(file.file, m_loop.now());
    if (opened.outcome != OpenedFile::Outcome::File || opened.facts != file.facts ||
        !readWhole(opened.fd.get(), file.facts.size, read))
      return false;
  }
  auto content = compress(plain.isHeld ? plain.content : read, coding);
  if (!content) {
    form.state = Representation::State::Absent;
    return false;
  }
  form.state = Representation::State::Here;
  form.file = file.file;
  form.facts = file.facts;
  form.size = content->size();
  form.content = std::move(*content);
  form.content.shrink_to_fit();
  form.isHeld = true;
  describe(file, form, coding);
  m_cache.account(file);
  return true;
}

void FileStore::lookForSiblings(CachedFile& file) {
  if (file.siblingsLooked != base::MonotonicTime{} && m_loop.now() - file.siblingsLooked < std::chrono::seconds(1))
    return;
  file.siblingsLooked = m_loop.now();
  lookForSibling(file, Coding::Brotli, ".br");
  lookForSibling(file, Coding::Gzip, ".gz");
}

void FileStore::lookForSibling(CachedFile& file, Coding coding, const char* ending) {
  Representation& form = file.form(coding);
  const std::string name = file.file + ending;
  const bool wasSibling = form.state == Representation::State::Here && form.file != file.file;
  if (wasSibling && m_folder.isStill(name, form.facts)) return;
  const OpenedFile opened = m_folder.open(name, m_loop.now());
  // One that is older was made from what the file was before.
  const bool good =
      opened.outcome == OpenedFile::Outcome::File && opened.facts.modified / second >= file.facts.modified / second;
  if (!good) {
    if (wasSibling) form = {};
    return;
  }
  form = {};
  form.state = Representation::State::Here;
  form.file = name;
  form.facts = opened.facts;
  form.size = opened.facts.size;
  describe(file, form, coding);
  if (form.size <= largestHeld) form.isHeld = readWhole(opened.fd.get(), form.size, form.content);
  // The plain one is now one of several, which caches are to know (RFC 9110 12.5.5).
  if (!std::exchange(file.isCompressible, true)) describe(file, file.form(Coding::Identity), Coding::Identity);
  m_cache.account(file);
}

}  // namespace handlers
