// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Content codings (RFC 9110 8.4.1): which one a client likes best, and the compressors.

#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace handlers {

enum class Coding { Identity, Gzip, Brotli };
inline constexpr std::size_t codingCount = 3;

/// As Content-Encoding says it; empty for Identity.
std::string_view nameOf(Coding coding);

/// By the weights of Accept-Encoding (RFC 9110 12.5.3), Brotli where they are equal, as it is smaller; only of those
/// `offered` (by Coding), where Identity always is. Without a field: Identity. One that is not in the form counts as
/// weight 0.
Coding chooseCoding(std::optional<std::string_view> acceptEncoding, const std::array<bool, codingCount>& offered);

/// In one piece, at a level that costs about as much time as sending. Nothing: it did not get smaller.
std::optional<std::string> compress(std::string_view text, Coding coding);

}  // namespace handlers
