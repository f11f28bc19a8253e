// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The words of a process' end.

#pragma once

#include <QString>

#include "server/control/event.h"

namespace eventSentences {

/// "Killed by SIGKILL after 12 s, from outside Forkyard.": worker.exited without what the master does next.
QString exitSentence(const control::WorkerExit& exit);
/// "Restarting in 290 ms."; empty where nothing is to come.
QString afterExit(const control::WorkerExit& exit);

}  // namespace eventSentences
