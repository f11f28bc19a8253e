// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Another program, run to its end without a shell: certutil, update-ca-certificates, lego. Blocks; never called by a
// server that is serving, nor on the panel's own thread.

#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "server/base/error.h"
#include "server/base/time.h"

namespace base {

/// Where the shell would find it, or in a folder for administrators that is not on everybody's PATH.
std::optional<std::filesystem::path> findProgram(std::string_view name);

struct ProgramCall {
  enum class Terminal {
    None,       ///< a session of its own and an empty input: it can ask for nothing
    Inherited,  ///< it shares ours, to ask for a password; nothing is captured
  };
  std::vector<std::string> arguments;      ///< the program first, found as above
  std::vector<std::string> environment{};  ///< "NAME=value", beside what is there
  Milliseconds patience{30'000};           ///< then it is killed; not with Inherited, where a person types
  Terminal terminal = Terminal::None;
  bool endsWithUs = false;  ///< a signal that ends us (TERM, INT, HUP) ends it and its children first; only where this
                            ///< process has no other thread, and not with Inherited, where a terminal tells both

  /// For a person to read or to paste: quoted for a shell where it must be.
  [[nodiscard]] std::string text() const;
};

struct ProgramEnd {
  int exitCode = -1;   ///< -1: killed by a signal, or by us
  std::string output;  ///< the first MiB of each
  std::string errors;
  /// The last line of what it said, for "...: {reason}"; its exit code where it said nothing.
  [[nodiscard]] std::string reason() const;
};

/// The error: it could not be started, or not in time. An exit code other than 0 is no error here.
Result<ProgramEnd> runProgram(const ProgramCall& call);

/// One word of a shell command, quoted where it must be.
std::string shellQuoted(std::string_view word);

}  // namespace base
