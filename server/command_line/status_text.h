// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// A status as a page of text for a terminal.

#pragma once

#include "server/command_line/terminal.h"
#include "server/control/message.h"

namespace command_line {

/// Without a newline at its end.
std::string statusText(const control::Status& status, const Paint& paint);

}  // namespace command_line
