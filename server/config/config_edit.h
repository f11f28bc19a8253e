// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Changes single values of a forkyard.toml and leaves every other byte, comments too, as it was. The result is parsed
// again and must be the Config that was meant; a file that changed on disk meanwhile is not overwritten.

#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "server/base/error.h"
#include "server/config/config.h"

namespace config {

/// One step of a key: a table key, or the index of an element of an array.
using KeyStep = std::variant<std::string, std::size_t>;
using KeyPath = std::vector<KeyStep>;

/// A value in TOML spelling ("8443", "\"http2\"", "[\"localhost\"]"), from the functions below; empty: remove the key.
struct Change {
  KeyPath key;
  std::string value;
};

/// A key as it is written: bare where it may be, else in quotes.
std::string tomlKey(std::string_view key);
std::string tomlString(std::string_view text);
/// A file's path, relative where it lies below `folder`.
std::string tomlPath(const std::filesystem::path& path, const std::filesystem::path& folder);
std::string tomlStrings(const std::vector<std::string>& texts);
std::string tomlCertificates(const std::vector<CertificateReference>& references,
                             const std::filesystem::path& configFolder);

/// The text with the changes in place. A key that is absent is appended to its table; a table that is absent is added
/// at the end; index 1 of an array that is absent makes index 0 too, empty. Refused where the text is not TOML, where
/// there is no place for a key, and where the outcome is not a valid configuration (then with its problems).
base::Result<std::string> applyChanges(std::string_view text, const std::vector<Change>& changes,
                                       const std::filesystem::path& file);

/// The changes that turn `before` into `after` (names, titles, cluster, listeners, routes, and what else the panel
/// edits). Listeners and routes are compared by index; more or fewer of them are whole tables added or removed.
std::vector<Change> difference(const Config& before, const Config& after);

enum class SaveOutcome { Saved, ChangedOnDisk };
/// `expected` is the text that was last read: when the file holds other bytes now, nothing is written. A file that is
/// absent holds nothing, and is made 0600 with its folders; another keeps its mode and owner. Follows a symbolic link.
base::Result<SaveOutcome> save(const std::filesystem::path& file, std::string_view expected, std::string_view text);

/// A new file for a config, with a comment a table; parsed, it is the same Config. Paths below config.file's folder
/// are written relative to it.
std::string compose(const Config& config);

}  // namespace config
