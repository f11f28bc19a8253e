// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// See acme_challenge.h.

#include "server/handlers/acme_challenge.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <optional>

#include "server/base/unique_fd.h"
#include "server/http/status.h"

namespace handlers {

namespace {

constexpr std::string_view challenges = "/.well-known/acme-challenge/";
constexpr std::size_t longestToken = 128;
constexpr std::size_t largestAnswer = 4096;

/// base64url (RFC 8555 8.1): neither a dot nor a slash, so it names nothing outside the folder.
bool isToken(std::string_view text) {
  return !text.empty() && text.size() <= longestToken && std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  });
}

std::optional<std::string> answerIn(const std::filesystem::path& file) {
  const base::UniqueFd source(::open(file.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
  struct stat status {};
  if (!source || ::fstat(source.get(), &status) != 0 || !S_ISREG(status.st_mode)) return std::nullopt;
  std::array<char, largestAnswer + 1> bytes{};
  ssize_t count = -1;
  do {
    count = ::read(source.get(), bytes.data(), bytes.size());
  } while (count < 0 && errno == EINTR);
  if (count < 0 || static_cast<std::size_t>(count) > largestAnswer) return std::nullopt;
  return std::string(bytes.data(), static_cast<std::size_t>(count));
}

}  // namespace

void AcmeChallenge::handle(http::Request& request, http::ResponseWriter& writer) {
  if (request.method != "GET" && request.method != "HEAD") {
    http::respondWithError(writer, 405, {{"allow", "GET, HEAD"}});
    return;
  }
  const std::string_view path = request.path();
  const std::string_view token = path.starts_with(challenges) ? path.substr(challenges.size()) : std::string_view();
  const auto answer = isToken(token) ? answerIn(m_root / challenges.substr(1) / token) : std::nullopt;
  if (!answer) return http::respondWithError(writer, 404);
  writer.respond(200, {{"content-type", "text/plain"}, {"cache-control", "no-store"}}, *answer);
}

}  // namespace handlers
