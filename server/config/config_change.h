// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// One Change carried out on a text. Decides where a key goes and how it is written there; whether the outcome means
// what was wanted is checked by config_edit.

#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "server/config/config_edit.h"

namespace config {

/// The text with the value set, added or removed. Removing what is absent changes nothing. Empty: there is no place for
/// the key, as below a value that is no table, or past the end of a list.
std::optional<std::string> withChange(std::string text, const Change& change);

}  // namespace config
