// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT

#include "server/command_line/terminal.h"

#include <fmt/format.h>

#include <cstdlib>

namespace command_line {

namespace {

std::string_view codeOf(Colour colour) {
  switch (colour) {
    case Colour::Dim:
      return "2";
    case Colour::Red:
      return "31";
    case Colour::Green:
      return "32";
    case Colour::Yellow:
      return "33";
    case Colour::Bold:
      return "1";
  }
  return "0";
}

}  // namespace

Paint::Paint(int descriptor) {
  const char* plain = std::getenv("NO_COLOR");
  const char* terminal = std::getenv("TERM");
  m_coloured = ::isatty(descriptor) == 1 && (plain == nullptr || *plain == '\0') &&
               (terminal == nullptr || std::string_view(terminal) != "dumb");
}

std::string Paint::with(Colour colour, std::string_view text) const {
  return m_coloured ? fmt::format("\x1b[{}m{}\x1b[0m", codeOf(colour), text) : std::string(text);
}

}  // namespace command_line
