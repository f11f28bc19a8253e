// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Events for a person's eyes or a program's: one line each.

#pragma once

#include <cstdio>

#include "server/command_line/terminal.h"
#include "server/control/event.h"

namespace command_line {

enum class LogFormat { Text, Json };

class EventPrinter {
 public:
  EventPrinter(LogFormat format, std::FILE* stream);
  /// Written and flushed as one line; a stream that takes no more is none of our business.
  void print(const control::Event& event) const;
  /// The event as it would be printed, with its newline.
  [[nodiscard]] std::string line(const control::Event& event) const;

 private:
  [[nodiscard]] std::string textOf(const control::Event& event) const;

  LogFormat m_format;
  std::FILE* m_stream;
  Paint m_paint;
};

}  // namespace command_line
