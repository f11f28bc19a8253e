// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Passphrases come from a person at a terminal or from a file that they name; from nowhere else, and they go nowhere.

#pragma once

#include <filesystem>
#include <string>

#include "server/base/error.h"
#include "server/certificates/secret.h"

namespace command_line {

/// Whether there is somebody to ask.
bool canAsk();
/// On /dev/tty, without echo. Empty where nothing was typed.
base::Result<certificates::Secret> ask(const std::string& question);
/// Twice, for a new one.
base::Result<certificates::Secret> askNew(const std::string& question);
/// The first line of the file; "-" is standard input.
base::Result<certificates::Secret> readPassphrase(const std::string& file);

/// Calls `work` with the passphrase of `file` (empty: none) and, where it says PassphraseNeeded and a person is there,
/// once more with what they type.
template<typename Work>
auto withPassphrase(const std::string& file, const std::string& question, Work work) -> decltype(work({})) {
  certificates::Secret given;
  if (!file.empty()) {
    auto read = readPassphrase(file);
    if (!read) return base::failure(std::move(read.error()));
    given = std::move(*read);
  }
  auto outcome = work(given);
  const bool isNeeded = !outcome && !outcome.error().problems.empty() &&
                        outcome.error().problems.front().code == base::ProblemCode::PassphraseNeeded;
  if (!isNeeded || !file.empty() || !canAsk()) return outcome;
  auto typed = ask(question);
  if (!typed) return base::failure(std::move(typed.error()));
  return work(*typed);
}

}  // namespace command_line
