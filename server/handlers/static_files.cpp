// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// See static_files.h.

#include "server/handlers/static_files.h"

#include <fmt/format.h>

#include <cstdio>
#include <random>
#include <utility>

#include "server/base/error.h"
#include "server/handlers/byte_ranges.h"
#include "server/handlers/file_body.h"
#include "server/handlers/folder_listing.h"
#include "server/handlers/precondition.h"
#include "server/http/status.h"

namespace handlers {

namespace {

using Outcome = OpenedFile::Outcome;
constexpr std::chrono::minutes failureInterval{1};

std::string makeBoundary() {
  std::random_device random;
  return fmt::format("{:08x}{:08x}{:08x}{:08x}", random(), random(), random(), random());
}

/// What a navigation of a browser asks for, and not a script, an image or a style sheet.
bool wantsPage(const std::string& file, const http::Request& request) {
  const std::string_view name = std::string_view(file).substr(file.rfind('/') + 1);
  const auto accept = request.headers.find("accept");
  return name.find('.') == std::string_view::npos || (accept && accept->find("text/html") != std::string_view::npos);
}

/// For a log line: one line, printable.
std::string printable(const std::string& text) {
  std::string safe;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte >= 0x7F || c == '\\')
      safe += fmt::format("\\x{:02x}", byte);
    else
      safe += c;
  }
  return safe.substr(0, 1024);
}

}  // namespace

StaticFiles::StaticFiles(net::EventLoop& loop, Setup setup)
    : m_loop(loop),
      m_path(std::move(setup.path)),
      m_route(std::move(setup.route)),
      m_store(loop, ServedFolder(m_route.root, std::move(setup.secrets)), {m_route.cacheControl, setup.cacheBytes}),
      m_boundary(makeBoundary()) {
  while (m_path.ends_with('/')) m_path.pop_back();
}

void StaticFiles::handle(http::Request& request, http::ResponseWriter& writer) {
  if (std::string_view(request.method) != "GET" && !request.isHead()) {
    http::respondWithError(writer, 405, {{"allow", "GET, HEAD"}}, "Files can only be read here.");
    return;
  }
  std::string_view raw = request.path();
  raw.remove_prefix(std::min(m_path.size(), raw.size()));
  RequestPath path = decodePath(raw);
  // "/docs" of a route at "/docs" is the folder, asked for without its slash.
  if (raw.empty() && !m_path.empty()) path.isFolder = false;
  if (path.verdict == RequestPath::Verdict::Invalid) return http::respondWithError(writer, 400);
  if (path.verdict == RequestPath::Verdict::Hidden) return refuse(Outcome::Missing, 0, path.file, writer);
  if (path.isFolder)
    serveFolder(path, request, writer);
  else
    serveFile(path, request, writer);
}

void StaticFiles::serveFile(const RequestPath& path, http::Request& request, http::ResponseWriter& writer) {
  FileStore::Found found = m_store.find(path.file, request);
  if (found.outcome == Outcome::File) return send(std::move(found), request, writer);
  if (found.outcome == Outcome::Folder) return redirectToFolder(path, request, writer);
  if (found.outcome == Outcome::Missing) return serveMissing(path, request, writer);
  refuse(found.outcome, found.error, path.file, writer);
}

void StaticFiles::serveFolder(const RequestPath& path, http::Request& request, http::ResponseWriter& writer) {
  for (const std::string& name : m_route.index) {
    const std::string file = path.file.empty() ? name : path.file + '/' + name;
    FileStore::Found found = m_store.find(file, request);
    if (found.outcome == Outcome::File) return send(std::move(found), request, writer);
    if (found.outcome != Outcome::Missing && found.outcome != Outcome::Folder)
      return refuse(found.outcome, found.error, file, writer);
  }
  const OpenedFile opened = m_store.folder().open(path.file, m_loop.now());
  if (opened.outcome == Outcome::Folder && m_route.listing) return serveListing(path, opened.fd.get(), writer);
  if (opened.outcome == Outcome::Missing) return serveMissing(path, request, writer);
  if (opened.outcome == Outcome::Folder)
    return http::respondWithError(writer, 403, {}, "This folder has no page of its own, and its files are not listed.");
  refuse(opened.outcome == Outcome::File ? Outcome::Missing : opened.outcome, opened.error, path.file, writer);
}

void StaticFiles::serveListing(const RequestPath& path, int fd, http::ResponseWriter& writer) {
  bool isCut = false;
  const std::vector<FolderEntry> entries = entriesOf(m_store.folder(), fd, path.file, m_loop.now(), isCut);
  const std::string title = path.file.empty() ? m_path + "/" : m_path + "/" + path.file + "/";
  const http::Headers headers{{"content-type", "text/html; charset=utf-8"},
                              {"cache-control", "no-cache"},
                              {"x-content-type-options", "nosniff"}};
  writer.respond(200, headers, listingPage(title, !path.file.empty(), entries, isCut));
}

void StaticFiles::serveMissing(const RequestPath& path, http::Request& request, http::ResponseWriter& writer) {
  if (!m_route.fallback.empty() && wantsPage(path.file, request)) {
    FileStore::Found found = m_store.find(m_route.fallback, request);
    if (found.outcome == Outcome::File) return send(std::move(found), request, writer);
  }
  refuse(Outcome::Missing, 0, path.file, writer);
}

void StaticFiles::redirectToFolder(const RequestPath& path, const http::Request& request,
                                   http::ResponseWriter& writer) const {
  // Made of names, never of what was sent: "//host/.." must not become another origin.
  std::string location = m_path;
  if (!path.file.empty()) location += '/' + encodePath(path.file);
  location += '/';
  location += std::string_view(request.target).substr(request.path().size());
  http::respondWithError(writer, 301, {{"location", location}});
}

void StaticFiles::refuse(Outcome outcome, int error, const std::string& file, http::ResponseWriter& writer) {
  switch (outcome) {
    case Outcome::File:
    case Outcome::Folder:
    case Outcome::Missing:
      return http::respondWithError(writer, 404, {}, "There is nothing at this address.");
    case Outcome::Forbidden:
      tellFailure(file, error);
      return http::respondWithError(writer, 403, {}, "The server may not read this.");
    case Outcome::Exhausted:
      tellFailure(file, error);
      return http::respondWithError(writer, 503, {{"retry-after", "1"}}, "The server is too busy. Try again soon.");
    case Outcome::Failed:
      tellFailure(file, error);
      return http::respondWithError(writer, 500, {}, "The server cannot read this.");
  }
}

void StaticFiles::tellFailure(const std::string& file, int error) {
  if (m_told != base::MonotonicTime{} && m_loop.now() - m_told < failureInterval) {
    ++m_untold;
    return;
  }
  m_told = m_loop.now();
  const std::string more = m_untold == 0 ? "" : fmt::format(" ({} more since the last such line)", m_untold);
  m_untold = 0;
  fmt::print(stderr, "cannot serve {}: {}{}\n", printable((m_route.root / file).string()), base::errnoText(error),
             more);
}

void StaticFiles::send(FileStore::Found found, const http::Request& request, http::ResponseWriter& writer) {
  const Representation& form = *found.form;
  const Validators validators{form.entityTag, found.file->facts.modified / 1'000'000'000, found.file->lastModified};
  switch (evaluate(request.headers, validators)) {
    case Precondition::Failed:
      return http::respondWithError(writer, 412, {}, "The file was changed meanwhile.");
    case Precondition::NotModified:
      return writer.respond(304, form.headers, std::string_view());
    case Precondition::Holds:
      break;
  }
  const auto range = request.headers.find("range");
  // RFC 9110 14.2: defined for GET only.
  const bool wantsParts = range && !request.isHead() && rangeApplies(request.headers, validators);
  if (wantsParts && sendParts(found, *range, writer)) return;
  if (form.isHeld) return writer.respond(200, form.headers, form.content);
  writer.respond(200, form.headers,
                 std::make_unique<FileBody>(std::move(found.fd), std::vector<FileBody::Part>{{{}, {0, form.size}}}));
}

bool StaticFiles::sendParts(FileStore::Found& found, std::string_view range, http::ResponseWriter& writer) {
  const Representation& form = *found.form;
  const RangeSelection selection = selectRanges(range, form.size);
  if (selection.outcome == RangeSelection::Outcome::Whole) return false;
  if (selection.outcome == RangeSelection::Outcome::Unsatisfiable) {
    http::respondWithError(writer, 416, {{"content-range", fmt::format("bytes */{}", form.size)}});
    return true;
  }
  if (selection.parts.size() > 1) {
    sendMultipart(found, selection.parts, writer);
    return true;
  }
  const ByteRange part = selection.parts.front();
  http::Headers headers = form.headers;
  headers.add("content-range", contentRange(part, form.size));
  if (form.isHeld)
    writer.respond(206, headers, std::string_view(form.content).substr(part.first, part.length));
  else
    writer.respond(206, headers,
                   std::make_unique<FileBody>(std::move(found.fd), std::vector<FileBody::Part>{{{}, part}}));
  return true;
}

void StaticFiles::sendMultipart(FileStore::Found& found, const std::vector<ByteRange>& ranges,
                                http::ResponseWriter& writer) {
  const Representation& form = *found.form;
  std::vector<FileBody::Part> parts;
  for (const ByteRange& range : ranges) {
    parts.push_back({fmt::format("{}--{}\r\nContent-Type: {}\r\nContent-Range: {}\r\n\r\n", parts.empty() ? "" : "\r\n",
                                 m_boundary, found.file->contentType, contentRange(range, form.size)),
                     range});
  }
  parts.push_back({fmt::format("\r\n--{}--\r\n", m_boundary), {}});
  http::Headers headers = form.headers;
  headers.set("content-type", "multipart/byteranges; boundary=" + m_boundary);
  if (!form.isHeld) {
    writer.respond(206, headers, std::make_unique<FileBody>(std::move(found.fd), std::move(parts)));
    return;
  }
  std::string body;
  for (const FileBody::Part& part : parts) {
    body += part.text;
    body.append(form.content, part.range.first, part.range.length);
  }
  writer.respond(206, headers, body);
}

}  // namespace handlers
