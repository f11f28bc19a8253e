// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Colour for those who see it: a terminal that takes it, and nobody who said NO_COLOR.

#pragma once

#include <unistd.h>

#include <string>
#include <string_view>

namespace command_line {

enum class Colour { Dim, Red, Green, Yellow, Bold };

class Paint {
 public:
  /// `descriptor`: STDOUT_FILENO or STDERR_FILENO.
  explicit Paint(int descriptor);
  [[nodiscard]] std::string with(Colour colour, std::string_view text) const;

 private:
  bool m_coloured;
};

}  // namespace command_line
