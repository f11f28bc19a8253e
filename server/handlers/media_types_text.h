// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The list of media types that is built into the server.

#pragma once

#include <string_view>

namespace handlers {

/// resources/media_types.txt: "text/css css" a line; lines of "#" are comments.
std::string_view mediaTypesText();

}  // namespace handlers
