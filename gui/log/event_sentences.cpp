// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The words of the events. Every sentence is whole, for the translators; fields never get markup.

#include "gui/log/event_sentences.h"

#include <QCoreApplication>
#include <QLocale>
#include <QStringList>
#include <algorithm>
#include <climits>

namespace eventSentences {

using control::Event;
using control::EventKind;
using control::ExitReason;
using control::WorkerExit;
using style::Shape;
using style::Tone;

namespace {

struct Words {
  Q_DECLARE_TR_FUNCTIONS(EventSentences)
};

QString text(const Event& event, const char* field) {
  const std::string value = event.string(field);
  return QString::fromUtf8(value.data(), static_cast<qsizetype>(value.size()));
}

int count(std::int64_t value) {
  return static_cast<int>(std::clamp<std::int64_t>(value, 0, INT_MAX));
}

QString names(const Event& event) {
  const auto found = event.fields.find("names");
  if (found == event.fields.end()) return {};
  const auto* list = std::get_if<std::vector<std::string>>(&found->second);
  if (list == nullptr) return text(event, "names");
  QStringList result;
  for (const std::string& each : *list) result << QString::fromStdString(each);
  return result.join(QStringLiteral(", "));
}

QString withReason(const QString& sentence, const Event& event) {
  if (event.problems.empty()) return sentence;
  return sentence + QLatin1Char(' ') + QString::fromStdString(base::sentence(event.problems.front()));
}

QString afterExit(const WorkerExit& exit) {
  if (exit.next == "at once") return Words::tr("Restarting at once.");
  if (exit.next == "delayed") return Words::tr("Restarting in %1.").arg(durationWords(exit.delayMs));
  if (exit.next == "abandoned") return Words::tr("Given up on it.");
  return {};
}

QString stopped(const WorkerExit& exit, const QString& lived) {
  if (exit.reason == ExitReason::Recycled) return Words::tr("Ended to be restarted, after %1.").arg(lived);
  if (exit.reason == ExitReason::Replaced) return Words::tr("Replaced by a newer generation, after %1.").arg(lived);
  if (exit.reason == ExitReason::LostMaster)
    return Words::tr("Ended because its master was gone, after %1.").arg(lived);
  if (exit.askedBy == "panel") return Words::tr("Stopped as asked in the panel, after %1.").arg(lived);
  if (exit.askedBy == "command line") return Words::tr("Stopped as asked on the command line, after %1.").arg(lived);
  return Words::tr("Stopped after %1.").arg(lived);
}

QString bootFailed(const WorkerExit& exit, const QString& lived) {
  if (!exit.signal.empty())
    return Words::tr("Failed before it was ready: %1 after %2.").arg(QString::fromStdString(exit.signal), lived);
  if (exit.code) return Words::tr("Failed before it was ready: exit code %1 after %2.").arg(*exit.code).arg(lived);
  return Words::tr("Failed before it was ready, after %1.").arg(lived);
}

QString killed(const WorkerExit& exit, const QString& signal, const QString& lived) {
  if (exit.outOfMemory) return Words::tr("Killed by the kernel after %1: out of memory.").arg(lived);
  if (exit.askedBy == "panel") return Words::tr("Killed by %1 as asked in the panel, after %2.").arg(signal, lived);
  if (exit.askedBy == "command line")
    return Words::tr("Killed by %1 as asked on the command line, after %2.").arg(signal, lived);
  return Words::tr("Killed by %1 after %2, from outside Forkyard.").arg(signal, lived);
}

QString masterStopping(const Event& event) {
  const QString signal = text(event, "signal");
  if (!signal.isEmpty()) return Words::tr("Stopping, because of %1.").arg(signal);
  const QString askedBy = text(event, "asked_by");
  if (askedBy == QLatin1String("panel")) return Words::tr("Stopping, as asked in the panel.");
  if (askedBy == QLatin1String("command line")) return Words::tr("Stopping, as asked on the command line.");
  return Words::tr("Stopping.");
}

QString unresponsive(const Event& event) {
  const QString silent = durationWords(event.integer("silent_ms"));
  const QString action = text(event, "action");
  if (action == QLatin1String("warned") || action.isEmpty()) return Words::tr("Has not answered for %1.").arg(silent);
  return Words::tr("Has not answered for %1: sent it %2.").arg(silent, action);
}

QString draining(const Event& event) {
  const int open = count(event.integer("connections"));
  if (open == 0) return Words::tr("Draining: takes no new connections.");
  return Words::tr("Draining: takes no new connections, %n open.", nullptr, open);
}

QString reloadStarted(const Event& event) {
  const QString reason = text(event, "reason");
  if (reason == QLatin1String("restart")) return Words::tr("Restarting the workers one by one.");
  if (reason == QLatin1String("certificate"))
    return Words::tr("A certificate changed: replacing the workers one by one.");
  if (reason == QLatin1String("config"))
    return Words::tr("The configuration changed: replacing the workers one by one.");
  return Words::tr("Reloading: replacing the workers one by one.");
}

QString upgradeFinished(const Event& event) {
  const QString lasted = durationWords(event.integer("duration_ms"));
  if (text(event, "outcome") == QLatin1String("aborted"))
    return withReason(Words::tr("Upgrade called off after %1, the old server serves on.").arg(lasted), event);
  return Words::tr("Forkyard %1 took over after %2. The old workers finish what is open.")
      .arg(text(event, "version"), lasted);
}

QString requestServed(const Event& event) {
  const QLocale locale;
  // All at once: a target such as "/%41" must not be taken for a place of a later argument.
  return Words::tr("%1 %2: status %3, %4 in %5 ms")
      .arg(text(event, "method"), text(event, "target"), QString::number(event.integer("status")),
           locale.formattedDataSize(event.integer("bytes")),
           locale.toString(static_cast<double>(event.integer("duration_us")) / 1000.0, 'f', 1));
}

QString masterSentence(const Event& event) {
  switch (event.kind) {
    case EventKind::MasterStarted:
      return Words::tr("Forkyard %1 started with %n worker(s).", nullptr, count(event.integer("workers")))
          .arg(text(event, "version"));
    case EventKind::MasterStopping:
      return masterStopping(event);
    case EventKind::MasterStopped:
      return Words::tr("Stopped after %1.").arg(durationWords(event.integer("uptime_ms")));
    case EventKind::ListenerBound:
      return Words::tr("Listening on %1, port %2, %3.")
          .arg(text(event, "address"))
          .arg(event.integer("port"))
          .arg(text(event, "protocol"));
    case EventKind::ListenerFailed:
      return withReason(Words::tr("Cannot listen."), event);
    case EventKind::ConfigAccepted:
      return Words::tr("Configuration accepted: %1").arg(text(event, "file"));
    case EventKind::ConfigRejected:
      return withReason(Words::tr("Configuration refused, the old one stays in use."), event);
    case EventKind::ScaleChanged:
      return Words::tr("Workers changed from %1 to %2.").arg(event.integer("from")).arg(event.integer("to"));
    case EventKind::ReloadStarted:
      return reloadStarted(event);
    case EventKind::ReloadFinished:
      return text(event, "outcome") == QLatin1String("aborted")
                 ? Words::tr("Reload called off after %1, the old workers stay.")
                       .arg(durationWords(event.integer("duration_ms")))
                 : Words::tr("Reload done in %1.").arg(durationWords(event.integer("duration_ms")));
    case EventKind::UpgradeStarted:
      return Words::tr("Upgrading: %1 is to take over, as PID %2.")
          .arg(text(event, "program"), QString::number(event.integer("successor")));
    case EventKind::UpgradeFinished:
      return upgradeFinished(event);
    case EventKind::CertificateLoaded:
      return Words::tr("Certificate for %1 in use, %n day(s) left.", nullptr, count(event.integer("days_left")))
          .arg(names(event));
    case EventKind::CertificateExpiring:
      return withReason(
          Words::tr("Certificate for %1 expires in %n day(s).", nullptr, count(event.integer("days_left")))
              .arg(names(event)),
          event);
    case EventKind::SessionStoreDown:
      return Words::tr("Session store unreachable: %1").arg(text(event, "reason"));
    case EventKind::SessionStoreUp:
      return Words::tr("Session store reachable again.");
    case EventKind::EventsLost:
      return Words::tr("%n event(s) lost: they came faster than they could be read.", nullptr,
                       count(event.integer("count")));
    default:
      return {};
  }
}

QString workerSentence(const Event& event) {
  switch (event.kind) {
    case EventKind::WorkerForked:
      return event.integer("restarts") == 0 ? Words::tr("Forked.")
                                            : Words::tr("Forked, restart %1.").arg(event.integer("restarts"));
    case EventKind::WorkerReady:
      return Words::tr("Ready after %1.").arg(durationWords(event.integer("boot_ms")));
    case EventKind::WorkerOutput:
      return Words::tr("Wrote: %1").arg(text(event, "line"));
    case EventKind::WorkerDraining:
      return draining(event);
    case EventKind::WorkerExited: {
      const WorkerExit exit = workerExitFrom(event);
      const QString next = afterExit(exit);
      return next.isEmpty() ? exitSentence(exit) : exitSentence(exit) + QLatin1Char(' ') + next;
    }
    case EventKind::WorkerUnresponsive:
      return unresponsive(event);
    case EventKind::RestartDelayed:
      if (!event.string("reason").empty()) {
        return Words::tr("No process could be made (%1). Next attempt in %2.")
            .arg(text(event, "reason"), durationWords(event.integer("delay_ms")));
      }
      return Words::tr("Next start in %1, after %n short life(s) in a row.", nullptr, count(event.integer("unstable")))
          .arg(durationWords(event.integer("delay_ms")));
    case EventKind::RestartAbandoned:
      return Words::tr("Given up after %n short life(s) in a row.", nullptr, count(event.integer("unstable")));
    case EventKind::RequestServed:
      return requestServed(event);
    default:
      return {};
  }
}

}  // namespace

QString sentence(const Event& event) {
  QString result = workerSentence(event);
  if (result.isEmpty()) result = masterSentence(event);
  return result.isEmpty() ? QString::fromStdString(event.text) : result;
}

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
      return Words::tr("Its event loop stood still, so the master ended it after %1.").arg(lived);
    case ExitReason::Crashed:
      return exit.coreDumped ? Words::tr("Crashed with %1 after %2, core dumped.").arg(signal, lived)
                             : Words::tr("Crashed with %1 after %2.").arg(signal, lived);
    case ExitReason::Killed:
      return killed(exit, signal, lived);
    case ExitReason::Exited:
      break;
  }
  return Words::tr("Exited by itself with code %1 after %2.").arg(exit.code.value_or(0)).arg(lived);
}

QString kindName(EventKind kind) {
  switch (kind) {
    case EventKind::MasterStarted:
      return Words::tr("Server started");
    case EventKind::MasterStopping:
      return Words::tr("Server stopping");
    case EventKind::MasterStopped:
      return Words::tr("Server stopped");
    case EventKind::ListenerBound:
      return Words::tr("Listening");
    case EventKind::ListenerFailed:
      return Words::tr("Cannot listen");
    case EventKind::ConfigAccepted:
      return Words::tr("Configuration accepted");
    case EventKind::ConfigRejected:
      return Words::tr("Configuration refused");
    case EventKind::WorkerForked:
      return Words::tr("Worker forked");
    case EventKind::WorkerReady:
      return Words::tr("Worker ready");
    case EventKind::WorkerOutput:
      return Words::tr("Worker output");
    case EventKind::WorkerDraining:
      return Words::tr("Worker draining");
    case EventKind::WorkerExited:
      return Words::tr("Worker exited");
    case EventKind::WorkerUnresponsive:
      return Words::tr("Worker not answering");
    case EventKind::RestartDelayed:
      return Words::tr("Restart delayed");
    case EventKind::RestartAbandoned:
      return Words::tr("Given up");
    case EventKind::ScaleChanged:
      return Words::tr("Workers changed");
    case EventKind::ReloadStarted:
      return Words::tr("Reload started");
    case EventKind::ReloadFinished:
      return Words::tr("Reload finished");
    case EventKind::UpgradeStarted:
      return Words::tr("Upgrade started");
    case EventKind::UpgradeFinished:
      return Words::tr("Upgrade finished");
    case EventKind::CertificateLoaded:
      return Words::tr("Certificate in use");
    case EventKind::CertificateExpiring:
      return Words::tr("Certificate expiring");
    case EventKind::SessionStoreDown:
      return Words::tr("Session store down");
    case EventKind::SessionStoreUp:
      return Words::tr("Session store up");
    case EventKind::RequestServed:
      return Words::tr("Request served");
    case EventKind::EventsLost:
      return Words::tr("Events lost");
  }
  return {};
}

QString durationWords(std::int64_t milliseconds) {
  const QLocale locale;
  if (milliseconds < 1000) return Words::tr("%1 ms").arg(milliseconds);
  if (milliseconds < 9'950)
    return Words::tr("%1 s").arg(locale.toString(static_cast<double>(milliseconds) / 1000.0, 'f', 1));
  const std::int64_t seconds = (milliseconds + 500) / 1000;
  if (seconds < 60) return Words::tr("%1 s").arg(seconds);
  if (seconds < 3600) return Words::tr("%1 min %2 s").arg(seconds / 60).arg(seconds % 60);
  if (seconds < 86'400) return Words::tr("%1 h %2 min").arg(seconds / 3600).arg(seconds % 3600 / 60);
  return Words::tr("%1 d %2 h").arg(seconds / 86'400).arg(seconds % 86'400 / 3600);
}

std::optional<style::StateLook> lookOf(const Event& event) {
  switch (event.kind) {
    case EventKind::WorkerExited:
      return exitLook(workerExitFrom(event));
    case EventKind::WorkerReady:
    case EventKind::SessionStoreUp:
      return style::StateLook{Tone::Good, Shape::Disc};
    case EventKind::WorkerForked:
      return style::StateLook{Tone::Busy, Shape::HalfDisc};
    case EventKind::WorkerDraining:
      return style::StateLook{Tone::Quiet, Shape::Square};
    case EventKind::RestartDelayed:
      return style::StateLook{Tone::Warning, Shape::Hourglass};
    case EventKind::WorkerUnresponsive:
    case EventKind::CertificateExpiring:
    case EventKind::SessionStoreDown:
    case EventKind::EventsLost:
      return style::StateLook{Tone::Warning, Shape::Triangle};
    case EventKind::RestartAbandoned:
    case EventKind::ListenerFailed:
    case EventKind::ConfigRejected:
      return style::StateLook{Tone::Bad, Shape::Cross};
    default:
      return std::nullopt;
  }
}

style::StateLook exitLook(const WorkerExit& exit) {
  switch (exit.reason) {
    case ExitReason::Stopped:
    case ExitReason::Recycled:
    case ExitReason::Replaced:
      return {Tone::Quiet, Shape::Square};
    case ExitReason::LostMaster:
      return {Tone::Warning, Shape::Square};
    case ExitReason::Exited:
      return {exit.code.value_or(0) == 0 ? Tone::Quiet : Tone::Bad, Shape::Diamond};
    case ExitReason::BootFailed:
      return {Tone::Bad, Shape::Triangle};
    case ExitReason::Hung:
      return {Tone::Bad, Shape::DashedRing};
    case ExitReason::Crashed:
    case ExitReason::Killed:
      break;
  }
  return {Tone::Bad, Shape::Cross};
}

}  // namespace eventSentences
