// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The words of the events. Every sentence is whole, for the translators; fields never get markup.

#include "gui/log/event_sentences.h"

#include <QLocale>
#include <QStringList>

#include "gui/log/access_sentences.h"
#include "gui/log/event_words.h"
#include "gui/log/exit_sentences.h"
#include "gui/log/session_store_reason.h"

namespace eventSentences {

using control::Event;
using control::EventKind;
using control::WorkerExit;

namespace {

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

QString masterStopping(const Event& event) {
  const QString signal = text(event, "signal");
  if (!signal.isEmpty()) return EventSentences::tr("Stopping, because of %1.").arg(signal);
  const QString askedBy = text(event, "asked_by");
  if (askedBy == QLatin1String("panel")) return EventSentences::tr("Stopping, as asked in the panel.");
  if (askedBy == QLatin1String("command line")) return EventSentences::tr("Stopping, as asked on the command line.");
  return EventSentences::tr("Stopping.");
}

QString unresponsive(const Event& event) {
  const QString silent = durationWords(event.integer("silent_ms"));
  const QString action = text(event, "action");
  if (action == QLatin1String("warned") || action.isEmpty())
    return EventSentences::tr("Has not answered for %1.").arg(silent);
  return EventSentences::tr("Has not answered for %1: sent it %2.").arg(silent, action);
}

QString draining(const Event& event) {
  const int open = count(event.integer("connections"));
  if (open == 0) return EventSentences::tr("Draining: takes no new connections.");
  return EventSentences::tr("Draining: takes no new connections, %n open.", nullptr, open);
}

QString reloadStarted(const Event& event) {
  const QString reason = text(event, "reason");
  if (reason == QLatin1String("restart")) return EventSentences::tr("Restarting the workers one by one.");
  if (reason == QLatin1String("certificate"))
    return EventSentences::tr("A certificate changed: replacing the workers one by one.");
  if (reason == QLatin1String("config"))
    return EventSentences::tr("The configuration changed: replacing the workers one by one.");
  return EventSentences::tr("Reloading: replacing the workers one by one.");
}

QString upgradeFinished(const Event& event) {
  const QString lasted = durationWords(event.integer("duration_ms"));
  if (text(event, "outcome") == QLatin1String("aborted"))
    return withReason(EventSentences::tr("Upgrade called off after %1, the old server serves on.").arg(lasted), event);
  return EventSentences::tr("Forkyard %1 took over after %2. The old workers finish what is open.")
      .arg(text(event, "version"), lasted);
}

QString keeperExited(const Event& event) {
  const WorkerExit exit = workerExitFrom(event);
  const QString lived = durationWords(exit.uptime.count());
  if (exit.next == "none") return EventSentences::tr("The keeper of the sessions ended, its workers being gone.");
  QString sentence;
  if (!event.string("reason").empty()) {
    sentence = EventSentences::tr("The keeper of the sessions could not be made: %1.").arg(text(event, "reason"));
  } else if (exit.signal.empty()) {
    sentence = EventSentences::tr("The keeper of the sessions exited with code %1 after %2, and what it held is lost.")
                   .arg(QString::number(exit.code.value_or(0)), lived);
  } else {
    sentence = EventSentences::tr("The keeper of the sessions was killed by %1 after %2, and what it held is lost.")
                   .arg(QString::fromStdString(exit.signal), lived);
  }
  return sentence + QLatin1Char(' ') + afterExit(exit);
}

QString masterSentence(const Event& event) {
  switch (event.kind) {
    case EventKind::MasterStarted:
      return EventSentences::tr("Forkyard %1 started with %n worker(s).", nullptr, count(event.integer("workers")))
          .arg(text(event, "version"));
    case EventKind::MasterStopping:
      return masterStopping(event);
    case EventKind::MasterStopped:
      return EventSentences::tr("Stopped after %1.").arg(durationWords(event.integer("uptime_ms")));
    case EventKind::ListenerBound:
      return EventSentences::tr("Listening on %1, port %2, %3.")
          .arg(text(event, "address"))
          .arg(event.integer("port"))
          .arg(text(event, "protocol"));
    case EventKind::ListenerFailed:
      return withReason(EventSentences::tr("Cannot listen."), event);
    case EventKind::ConfigAccepted:
      return EventSentences::tr("Configuration accepted: %1").arg(text(event, "file"));
    case EventKind::ConfigRejected:
      return withReason(EventSentences::tr("Configuration refused, the old one stays in use."), event);
    case EventKind::ScaleChanged:
      return EventSentences::tr("Workers changed from %1 to %2.").arg(event.integer("from")).arg(event.integer("to"));
    case EventKind::ReloadStarted:
      return reloadStarted(event);
    case EventKind::ReloadFinished:
      return text(event, "outcome") == QLatin1String("aborted")
                 ? EventSentences::tr("Reload called off after %1, the old workers stay.")
                       .arg(durationWords(event.integer("duration_ms")))
                 : EventSentences::tr("Reload done in %1.").arg(durationWords(event.integer("duration_ms")));
    case EventKind::UpgradeStarted:
      return EventSentences::tr("Upgrading: %1 is to take over, as PID %2.")
          .arg(text(event, "program"), QString::number(event.integer("successor")));
    case EventKind::UpgradeFinished:
      return upgradeFinished(event);
    case EventKind::CertificateLoaded:
      return EventSentences::tr("Certificate for %1 in use, %n day(s) left.", nullptr,
                                count(event.integer("days_left")))
          .arg(names(event));
    case EventKind::CertificateExpiring:
      return withReason(
          EventSentences::tr("Certificate for %1 expires in %n day(s).", nullptr, count(event.integer("days_left")))
              .arg(names(event)),
          event);
    case EventKind::KeeperForked:
      return EventSentences::tr("The keeper of the sessions was forked as PID %1.").arg(event.pid.value_or(0));
    case EventKind::KeeperExited:
      return keeperExited(event);
    case EventKind::SessionStoreDown:
      return EventSentences::tr("The session store cannot be used: %1").arg(sessionStoreReason(text(event, "reason")));
    case EventKind::SessionStoreUp:
      return EventSentences::tr("The session store can be used again.");
    case EventKind::TicketsShared:
      return EventSentences::tr("TLS sessions resume at every machine that shares the ticket keys.");
    case EventKind::TicketsAlone:
      return EventSentences::tr("TLS sessions resume here only, ticket keys are not shared by Redis: %1")
          .arg(sessionStoreReason(text(event, "reason")));
    case EventKind::AccessLogFailed:
      return accessLogFailed(event);
    case EventKind::EventsLost:
      return EventSentences::tr("%n event(s) lost: they came faster than they could be read.", nullptr,
                                count(event.integer("count")));
    default:
      return {};
  }
}

QString workerSentence(const Event& event) {
  switch (event.kind) {
    case EventKind::WorkerForked:
      return event.integer("restarts") == 0 ? EventSentences::tr("Forked.")
                                            : EventSentences::tr("Forked, restart %1.").arg(event.integer("restarts"));
    case EventKind::WorkerReady:
      return EventSentences::tr("Ready after %1.").arg(durationWords(event.integer("boot_ms")));
    case EventKind::WorkerOutput:
      return EventSentences::tr("Wrote: %1").arg(text(event, "line"));
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
        return EventSentences::tr("No process could be made (%1). Next attempt in %2.")
            .arg(text(event, "reason"), durationWords(event.integer("delay_ms")));
      }
      return EventSentences::tr("Next start in %1, after %n short life(s) in a row.", nullptr,
                                count(event.integer("unstable")))
          .arg(durationWords(event.integer("delay_ms")));
    case EventKind::RestartAbandoned:
      return EventSentences::tr("Given up after %n short life(s) in a row.", nullptr, count(event.integer("unstable")));
    case EventKind::RequestServed:
      return requestServed(event);
    case EventKind::RequestsLimited:
      return requestsLimited(event);
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

QString kindName(EventKind kind) {
  switch (kind) {
    case EventKind::MasterStarted:
      return EventSentences::tr("Server started");
    case EventKind::MasterStopping:
      return EventSentences::tr("Server stopping");
    case EventKind::MasterStopped:
      return EventSentences::tr("Server stopped");
    case EventKind::ListenerBound:
      return EventSentences::tr("Listening");
    case EventKind::ListenerFailed:
      return EventSentences::tr("Cannot listen");
    case EventKind::ConfigAccepted:
      return EventSentences::tr("Configuration accepted");
    case EventKind::ConfigRejected:
      return EventSentences::tr("Configuration refused");
    case EventKind::WorkerForked:
      return EventSentences::tr("Worker forked");
    case EventKind::WorkerReady:
      return EventSentences::tr("Worker ready");
    case EventKind::WorkerOutput:
      return EventSentences::tr("Worker output");
    case EventKind::WorkerDraining:
      return EventSentences::tr("Worker draining");
    case EventKind::WorkerExited:
      return EventSentences::tr("Worker exited");
    case EventKind::WorkerUnresponsive:
      return EventSentences::tr("Worker not answering");
    case EventKind::RestartDelayed:
      return EventSentences::tr("Restart delayed");
    case EventKind::RestartAbandoned:
      return EventSentences::tr("Given up");
    case EventKind::ScaleChanged:
      return EventSentences::tr("Workers changed");
    case EventKind::ReloadStarted:
      return EventSentences::tr("Reload started");
    case EventKind::ReloadFinished:
      return EventSentences::tr("Reload finished");
    case EventKind::UpgradeStarted:
      return EventSentences::tr("Upgrade started");
    case EventKind::UpgradeFinished:
      return EventSentences::tr("Upgrade finished");
    case EventKind::CertificateLoaded:
      return EventSentences::tr("Certificate in use");
    case EventKind::CertificateExpiring:
      return EventSentences::tr("Certificate expiring");
    case EventKind::KeeperForked:
      return EventSentences::tr("Keeper forked");
    case EventKind::KeeperExited:
      return EventSentences::tr("Keeper exited");
    case EventKind::SessionStoreDown:
      return EventSentences::tr("Session store down");
    case EventKind::SessionStoreUp:
      return EventSentences::tr("Session store up");
    case EventKind::TicketsShared:
      return EventSentences::tr("Ticket keys shared");
    case EventKind::TicketsAlone:
      return EventSentences::tr("Ticket keys not shared");
    case EventKind::RequestServed:
      return EventSentences::tr("Request served");
    case EventKind::RequestsLimited:
      return EventSentences::tr("Requests over the limit");
    case EventKind::AccessLogFailed:
      return EventSentences::tr("Access log failed");
    case EventKind::EventsLost:
      return EventSentences::tr("Events lost");
  }
  return {};
}

QString durationWords(std::int64_t milliseconds) {
  const QLocale locale;
  if (milliseconds < 1000) return EventSentences::tr("%1 ms").arg(milliseconds);
  if (milliseconds < 9'950)
    return EventSentences::tr("%1 s").arg(locale.toString(static_cast<double>(milliseconds) / 1000.0, 'f', 1));
  const std::int64_t seconds = (milliseconds + 500) / 1000;
  if (seconds < 60) return EventSentences::tr("%1 s").arg(seconds);
  if (seconds < 3600) return EventSentences::tr("%1 min %2 s").arg(seconds / 60).arg(seconds % 60);
  if (seconds < 86'400) return EventSentences::tr("%1 h %2 min").arg(seconds / 3600).arg(seconds % 3600 / 60);
  return EventSentences::tr("%1 d %2 h").arg(seconds / 86'400).arg(seconds % 86'400 / 3600);
}

}  // namespace eventSentences
