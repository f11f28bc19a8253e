// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// What kind of content a file has, by its name only (resources/media_types.txt).

#pragma once

#include <string>
#include <string_view>

namespace handlers {

/// As Content-Type says it, with "; charset=utf-8" for text; "application/octet-stream" for what is not known. Endings
/// have no case.
std::string contentTypeOf(std::string_view file);

/// Whether content of that type gets smaller by a content coding: text in the widest sense.
bool isCompressible(std::string_view contentType);

}  // namespace handlers
