// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// A folder as a website: GET and HEAD of its files (RFC 9110), with conditions, ranges and content codings.

#pragma once

#include <string>
#include <vector>

#include "server/config/config.h"
#include "server/handlers/byte_ranges.h"
#include "server/handlers/file_store.h"
#include "server/handlers/request_path.h"
#include "server/http/request_handler.h"
#include "server/net/event_loop.h"

namespace handlers {

class StaticFiles final : public http::RequestHandler {
 public:
  struct Setup {
    std::string path;  ///< the route's: the folder stands there
    config::FilesRoute route;
    std::vector<std::filesystem::path> secrets;  ///< what is never shown, wherever it lies
    std::size_t cacheBytes = 0;                  ///< for small files
  };
  /// `loop` outlives this.
  StaticFiles(net::EventLoop& loop, Setup setup);

  void handle(http::Request& request, http::ResponseWriter& writer) override;

 private:
  void serveFile(const RequestPath& path, http::Request& request, http::ResponseWriter& writer);
  void serveFolder(const RequestPath& path, http::Request& request, http::ResponseWriter& writer);
  void serveListing(const RequestPath& path, int fd, http::ResponseWriter& writer);
  void serveMissing(const RequestPath& path, http::Request& request, http::ResponseWriter& writer);
  void redirectToFolder(const RequestPath& path, const http::Request& request, http::ResponseWriter& writer) const;
  void refuse(OpenedFile::Outcome outcome, int error, const std::string& file, http::ResponseWriter& writer);
  void send(FileStore::Found found, const http::Request& request, http::ResponseWriter& writer);
  bool sendParts(FileStore::Found& found, std::string_view range, http::ResponseWriter& writer);
  void sendMultipart(FileStore::Found& found, const std::vector<ByteRange>& ranges, http::ResponseWriter& writer);
  void tellFailure(const std::string& file, int error);

  net::EventLoop& m_loop;
  std::string m_path;  ///< without a slash at its end
  config::FilesRoute m_route;
  FileStore m_store;
  std::string m_boundary;
  base::MonotonicTime m_told{};
  int m_untold = 0;  ///< failures since then
};

}  // namespace handlers
