// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Bytes as text for people and files.

#pragma once

#include <span>
#include <string>

namespace base {

/// Two lower-case hexadecimal digits a byte.
std::string hexOf(std::span<const unsigned char> bytes);

}  // namespace base
