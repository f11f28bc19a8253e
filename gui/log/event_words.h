// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// What the makers of events' sentences have in common.

#pragma once

#include <QCoreApplication>
#include <QString>
#include <algorithm>
#include <climits>

#include "server/control/event.h"

namespace eventSentences {

/// Named as its context is: the translators' tools read no headers.
struct EventSentences {
  Q_DECLARE_TR_FUNCTIONS(EventSentences)
};

inline QString text(const control::Event& event, const char* field) {
  return QString::fromStdString(event.string(field));
}

/// For a plural's %n.
inline int count(std::int64_t value) {
  return static_cast<int>(std::clamp<std::int64_t>(value, 0, INT_MAX));
}

}  // namespace eventSentences
