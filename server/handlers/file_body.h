// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Parts of an open file as an answer's body, each with text before it where there are several (multipart/byteranges).

#pragma once

#include <string>
#include <vector>

#include "server/base/unique_fd.h"
#include "server/handlers/byte_ranges.h"
#include "server/http/body.h"

namespace handlers {

class FileBody final : public http::BodySource {
 public:
  struct Part {
    std::string text;  ///< sent before the range
    ByteRange range;   ///< of length 0: the text alone
  };
  FileBody(base::UniqueFd fd, std::vector<Part> parts);

  /// Reads right into where it is sent from. A file that has become shorter meanwhile is a failure: the answer is cut
  /// off, and never filled up.
  http::BodyRead read(std::span<char> into) override;
  [[nodiscard]] std::optional<std::uint64_t> length() const override { return m_length; }

 private:
  base::UniqueFd m_fd;
  std::vector<Part> m_parts;
  std::uint64_t m_length = 0;
  std::size_t m_part = 0;
  std::uint64_t m_at = 0;  ///< in text and range of the part
};

}  // namespace handlers
