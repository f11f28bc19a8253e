// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// See access_sentences.h.

#include "gui/log/access_sentences.h"

#include <QLocale>

#include "gui/log/event_words.h"

namespace eventSentences {

using control::Event;

QString requestServed(const Event& event) {
  const QLocale locale;
  const QString lasted = locale.toString(static_cast<double>(event.integer("duration_us")) / 1000.0, 'f', 1);
  const int more = count(event.integer("left_out"));
  // All at once: a target such as "/%41" must not be taken for a place of a later argument.
  const QString sentence =
      event.integer("status") == 0
          ? EventSentences::tr("%1 %2: no answer, the client was gone after %3 ms")
                .arg(text(event, "method"), text(event, "target"), lasted)
          : EventSentences::tr("%1 %2: status %3, %4 in %5 ms")
                .arg(text(event, "method"), text(event, "target"), QString::number(event.integer("status")),
                     locale.formattedDataSize(event.integer("bytes")), lasted);
  return more == 0 ? sentence : EventSentences::tr("%1 (%n more not shown)", nullptr, more).arg(sentence);
}

QString requestsLimited(const Event& event) {
  return EventSentences::tr("Answered 429 to %n request(s) over the limit for %1, the last from %2.", nullptr,
                            count(event.integer("count")))
      .arg(text(event, "path"), text(event, "client"));
}

QString accessLogFailed(const Event& event) {
  const int lost = count(event.integer("lost"));
  const QString sentence =
      EventSentences::tr("The access log %1 cannot be written: %2.").arg(text(event, "file"), text(event, "reason"));
  return lost == 0 ? sentence
                   : sentence + QLatin1Char(' ') + EventSentences::tr("%n line(s) were lost.", nullptr, lost);
}

}  // namespace eventSentences
