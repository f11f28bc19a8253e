// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// See exit_sentences.h.

#include "gui/log/exit_sentences.h"

#include "gui/log/event_sentences.h"
#include "gui/log/event_words.h"

namespace eventSentences {

using control::ExitReason;
using control::WorkerExit;

namespace {

QString stopped(const WorkerExit& exit, const QString& lived) {
  if (exit.reason == ExitReason::Recycled) return EventSentences::tr("Ended to be restarted, after %1.").arg(lived);
  if (exit.reason == ExitReason::Replaced)
    return EventSentences::tr("Replaced by a newer generation, after %1.").arg(lived);
  if (exit.reason == ExitReason::LostMaster)
    return EventSentences::tr("Ended because its master was gone, after %1.").arg(lived);
  if (exit.askedBy == "panel") return EventSentences::tr("Stopped as asked in the panel, after %1.").arg(lived);
  if (exit.askedBy == "command line")
    return EventSentences::tr("Stopped as asked on the command line, after %1.").arg(lived);
  return EventSentences::tr("Stopped after %1.").arg(lived);
}

QString bootFailed(const WorkerExit& exit, const QString& lived) {
  if (!exit.signal.empty())
    return EventSentences::tr("Failed before it was ready: %1 after %2.")
        .arg(QString::fromStdString(exit.signal), lived);
  if (exit.code)
    return EventSentences::tr("Failed before it was ready: exit code %1 after %2.").arg(*exit.code).arg(lived);
  return EventSentences::tr("Failed before it was ready, after %1.").arg(lived);
}

QString killed(const WorkerExit& exit, const QString& signal, const QString& lived) {
  if (exit.outOfMemory) return EventSentences::tr("Killed by the kernel after %1: out of memory.").arg(lived);
  if (exit.askedBy == "panel")
    return EventSentences::tr("Killed by %1 as asked in the panel, after %2.").arg(signal, lived);
  if (exit.askedBy == "command line")
    return EventSentences::tr("Killed by %1 as asked on the command line, after %2.").arg(signal, lived);
  return EventSentences::tr("Killed by %1 after %2, from outside Forkyard.").arg(signal, lived);
}

}  // namespace

QString exitSentence(const WorkerExit& exit) {
  const QString lived = durationWords(exit.uptime.count());
  const QString signal = QString::fromStdString(exit.signal);
  switch (exit.reason) {
    case ExitReason::Stopped:
    case ExitReason::Recycled:
    case ExitReason::Replaced:
    case ExitReason::LostMaster:
      return stopped(exit, lived);
    case ExitReason::BootFailed:
      return bootFailed(exit, lived);
    case ExitReason::Hung:
      return EventSentences::tr("Its event loop stood still, so the master ended it after %1.").arg(lived);
    case ExitReason::Crashed:
      return exit.coreDumped ? EventSentences::tr("Crashed with %1 after %2, core dumped.").arg(signal, lived)
                             : EventSentences::tr("Crashed with %1 after %2.").arg(signal, lived);
    case ExitReason::Killed:
      return killed(exit, signal, lived);
    case ExitReason::Exited:
      break;
  }
  return EventSentences::tr("Exited by itself with code %1 after %2.").arg(exit.code.value_or(0)).arg(lived);
}

QString afterExit(const WorkerExit& exit) {
  if (exit.next == "at once") return EventSentences::tr("Restarting at once.");
  if (exit.next == "delayed") return EventSentences::tr("Restarting in %1.").arg(durationWords(exit.delayMs));
  if (exit.next == "abandoned") return EventSentences::tr("Given up on it.");
  return {};
}

}  // namespace eventSentences
