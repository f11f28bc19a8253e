// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// "Did you mean ...?": the known name that a mistyped one is nearest to.

#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace base {

/// The fewest insertions, removals, replacements and swaps of neighbours that turn `left` into `right`, each byte
/// touched once (optimal string alignment); ASCII letters are compared without case, '-' equals '_'.
std::size_t editDistance(std::string_view left, std::string_view right);

/// The nearest of `known`, the first of equals; empty where none is near enough to be what was meant: one mistake is
/// allowed up to 4 characters, two up to 8, three beyond. Texts over 100 bytes are near to nothing.
std::optional<std::string> nearestName(std::string_view text, std::span<const std::string> known);

}  // namespace base
