// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Conditional requests (RFC 9110 13): what a client already has, or wants to be unchanged.

#pragma once

#include <cstdint>
#include <string_view>

#include "server/http/headers.h"

namespace handlers {

/// What a representation is known by.
struct Validators {
  std::string_view entityTag;     ///< strong, with its quotes: "\"6a-1\""
  std::int64_t modified = 0;      ///< seconds since 1970
  std::string_view modifiedText;  ///< the same as Last-Modified says it
};

enum class Precondition {
  Holds,
  Failed,      ///< 412
  NotModified  ///< 304
};

/// In the order of RFC 9110 13.2.2, for GET and HEAD.
Precondition evaluate(const http::Headers& request, const Validators& representation);

/// Whether a Range is to be honoured (RFC 9110 13.1.5): without If-Range it is.
bool rangeApplies(const http::Headers& request, const Validators& representation);

}  // namespace handlers
