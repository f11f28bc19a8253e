// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Events as text, as CSV for a spreadsheet, and as JSON lines for a program; to the clipboard or to a file.

#pragma once

#include <QByteArray>
#include <QString>
#include <vector>

#include "gui/log/event_model.h"

namespace eventExport {

enum class Format { Text, Csv, JsonLines };

/// By the file's ending: .csv, .jsonl or .json, else text.
Format formatOf(const QString& path);
/// UTF-8, one event a line. CSV follows RFC 4180; a cell that a spreadsheet would take for a formula is kept text by an
/// apostrophe before it. JSON lines are the events as they crossed the control socket. Any thread.
QByteArray render(const std::vector<EventModel::EventPointer>& events, Format format);
/// Writes the file whole or not at all. Empty: done; else why not. Any thread; blocks.
QString write(const QString& path, const std::vector<EventModel::EventPointer>& events);

}  // namespace eventExport
