// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Files of a folder in the forms in which they are sent: as they are, from a ".br" or ".gz" beside them, or compressed
// here. Keeps small ones in memory, and looks at the file itself (one stat) for each request, or once for requests that
// came in one read.

#pragma once

#include <string>

#include "server/handlers/file_cache.h"
#include "server/handlers/served_folder.h"
#include "server/http/request.h"
#include "server/net/event_loop.h"

namespace handlers {

class FileStore {
 public:
  struct Options {
    std::string cacheControl;
    std::size_t cacheBytes = 0;
  };
  FileStore(net::EventLoop& loop, ServedFolder folder, Options options);

  struct Found {
    OpenedFile::Outcome outcome = OpenedFile::Outcome::Missing;
    int error = 0;               ///< with Forbidden and Failed
    CachedFile* file = nullptr;  ///< with File; valid until the next call of find()
    Representation* form = nullptr;
    base::UniqueFd fd;  ///< the form's, where it is not held
  };
  /// The form that the request asks for: Identity where it has a Range, as a part is of the bytes of a file.
  Found find(const std::string& file, const http::Request& request);
  /// Another look at the folder itself, past the files.
  ServedFolder& folder() { return m_folder; }

 private:
  [[nodiscard]] bool isStill(CachedFile& file) const;
  CachedFile& add(const std::string& name, OpenedFile& opened);
  void lookForSiblings(CachedFile& file);
  void lookForSibling(CachedFile& file, Coding coding, const char* ending);
  Coding choose(CachedFile& file, const http::Request& request);
  bool compressInto(CachedFile& file, Coding coding);
  void describe(const CachedFile& file, Representation& form, Coding coding) const;
  [[nodiscard]] static bool mayCompress(const CachedFile& file);

  net::EventLoop& m_loop;
  ServedFolder m_folder;
  Options m_options;
  FileCache m_cache;
};

}  // namespace handlers
