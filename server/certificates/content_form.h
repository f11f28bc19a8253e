// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// What a file holds, by its content and never by its name: the blocks of a PEM file (RFC 7468, and what older programs
// write), or words for what it is instead and the command that converts it.

#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace certificates {

enum class BlockKind {
  Certificate,
  PrivateKey,
  EncryptedKey,
  Request,
  Pkcs7,
  PublicKey,
  Parameters,
  OpenSshKey,
  Other
};

struct PemBlock {
  BlockKind kind = BlockKind::Other;
  std::string label;  ///< "EC PRIVATE KEY"
  std::string text;   ///< from BEGIN to END with line feeds only, as OpenSSL reads it
};

struct PemBlocks {
  std::vector<PemBlock> blocks;
  bool cutOff = false;  ///< a BEGIN line without its END
};

/// Understands a byte order mark, CRLF, text around the blocks, and blocks whose line breaks were lost to "\n".
PemBlocks pemBlocks(std::string_view bytes);

/// What somebody was asked for and what they gave.
enum class Wanted { Certificate, PrivateKey };

struct ContentWords {
  std::string found;      ///< "a certificate in DER form"; a noun, for "this is {found}"
  std::string command;    ///< makes what was wanted of it, in a file that is not there yet; empty: there is none
  bool different = true;  ///< another thing than what was wanted; else it is just broken, or nobody can tell
};

/// Words for a file that has no PEM block of the kind that is wanted.
ContentWords describeContent(std::string_view bytes, const std::filesystem::path& file, Wanted wanted);

}  // namespace certificates
