// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Where every key and value of a TOML text stands, in bytes: what an editor needs and a parser throws away. Made for
// text that the TOML library has accepted; of other text it gives a wrong outline or none, but reads within bounds.

#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "server/config/config_edit.h"

namespace config {

/// Bytes begin..end-1.
struct Span {
  std::size_t begin = 0;
  std::size_t end = 0;
};

struct OutlineMember;

struct OutlineValue {
  enum class Form { Scalar, Array, InlineTable };
  Form form = Form::Scalar;
  Span span;  ///< with its quotes or brackets
  std::vector<OutlineValue> elements;
  std::vector<OutlineMember> members;
};

/// key = value, on lines of its own or in an inline table.
struct OutlineMember {
  KeyPath key;  ///< one step, more for a.b = 1
  Span keySpan;
  OutlineValue value;
};

/// The keys below one [header] or [[header]], or above the first.
struct OutlineSection {
  KeyPath path;          ///< from the root, with indices: {"listener", 0, "tls"}
  bool element = false;  ///< [[header]]
  Span header;           ///< the header's whole line; empty for the root
  std::vector<OutlineMember> members;
  std::size_t end = 0;  ///< after the line of the last member, else of the header
};

struct Outline {
  std::vector<OutlineSection> sections;  ///< the first is the root's
};

/// Empty: this is not TOML.
std::optional<Outline> outlineOf(std::string_view text);

/// After the newline of the line that holds byte `position`, or the end of the text.
std::size_t afterLine(std::string_view text, std::size_t position);
/// The first byte of the line that holds byte `position`.
std::size_t lineStart(std::string_view text, std::size_t position);

bool startsWith(const KeyPath& path, const KeyPath& prefix);

}  // namespace config
