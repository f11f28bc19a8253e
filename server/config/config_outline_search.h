// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Finding a key in an outline, however it is written: below a header, dotted, in an inline table or in a list.

#pragma once

#include <optional>
#include <span>
#include <string>

#include "server/config/config_outline.h"

namespace config {

using Steps = std::span<const KeyStep>;

/// A value and what it is part of: a member of a section, or the `index`th item of an inline table or list.
struct Found {
  const OutlineValue* value = nullptr;
  const OutlineMember* member = nullptr;    // null: an element of a list
  const OutlineValue* container = nullptr;  // null: a line of a section
  std::size_t index = 0;
};

bool beginsWith(Steps steps, const KeyPath& prefix);
/// The value at `path`; empty where it is absent, or a table that only headers or dotted keys make.
std::optional<Found> find(const Outline& outline, Steps path);

/// The names of the steps with dots between; indices are left out, as in a header.
std::string dotted(Steps steps);
bool allNames(Steps steps);

}  // namespace config
