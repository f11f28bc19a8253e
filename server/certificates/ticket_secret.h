// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The file that makes machines one server for TLS tickets: whoever has it can read the keys that they share. It is
// guarded as a private key is. What is sealed with it is net's.

#pragma once

#include <cstddef>
#include <filesystem>

#include "server/base/error.h"
#include "server/certificates/secret.h"

namespace certificates {

/// In bytes, which should be random: fewer could be guessed.
inline constexpr std::size_t shortestTicketSecret = 32;

/// The bytes of a file that is fit; otherwise the problems (TicketSecret...) without a key. Blocks on the disk.
base::Result<Secret> readTicketSecret(const std::filesystem::path& file);

enum class TicketSecretMaking { Made, AlreadyThere };
/// 48 random bytes as a line of base64, with mode 0600 from the first moment. What has that name already stays as it
/// is, be it a symbolic link to nothing. Blocks on the disk.
base::Result<TicketSecretMaking> makeTicketSecret(const std::filesystem::path& file);

}  // namespace certificates
