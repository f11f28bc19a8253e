// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// SHA-256, for whoever has to tell texts apart without keeping them.

#pragma once

#include <string>
#include <string_view>

namespace certificates {

/// 64 digits; empty where OpenSSL fails.
std::string sha256Of(std::string_view text);

}  // namespace certificates
