// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The path of a request as names of files: decoded exactly once (RFC 3986 2.4), and never a way out of a folder.

#pragma once

#include <string>
#include <string_view>

namespace handlers {

struct RequestPath {
  enum class Verdict {
    Good,
    Hidden,   ///< names nothing that may be shown: a dot at the start of a name (".well-known" apart), a slash in one
    Invalid,  ///< no path at all: "%zz", "%00"
  };
  Verdict verdict = Verdict::Good;
  std::string file;       ///< "docs/a b.txt"; neither a slash at an end nor an empty name; empty: the folder itself
  bool isFolder = false;  ///< it ended with a slash, or is empty
};

/// `raw` as sent, without its query and without the route's own path. Several slashes count as one; a backslash is a
/// letter like any other.
RequestPath decodePath(std::string_view raw);

/// A file's name or path as a URL may hold it: everything but letters, digits, "-._~" and slashes as %XX.
std::string encodePath(std::string_view file);

}  // namespace handlers
