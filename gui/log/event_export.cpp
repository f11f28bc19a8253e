// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Rendering and writing; both run off the panel's thread.

#include "gui/log/event_export.h"

#include <QSaveFile>
#include <QStringList>
#include <string_view>

#include "gui/log/event_sentences.h"
#include "server/control/message.h"

namespace eventExport {

namespace {

QString csvCell(const QString& text) {
  static const QString formulaStarts = QStringLiteral("=+-@\t\r");
  QString cell = text;
  if (!cell.isEmpty() && formulaStarts.contains(cell.front())) cell.prepend(QLatin1Char('\''));
  cell.replace(QLatin1Char('"'), QStringLiteral("\"\""));
  return QLatin1Char('"') + cell + QLatin1Char('"');
}

QString csvLine(const control::Event& event) {
  const std::string_view kind = control::name(event.kind);
  const QStringList cells = {
      QString::fromStdString(base::isoTime(event.time)),
      QString::fromUtf8(kind.data(), static_cast<qsizetype>(kind.size())),
      event.slot ? QString::number(*event.slot) : QString(),
      event.pid ? QString::number(*event.pid) : QString(),
      event.generation ? QString::number(*event.generation) : QString(),
      eventSentences::sentence(event).simplified(),
  };
  QStringList quoted;
  for (const QString& cell : cells) quoted << csvCell(cell);
  return quoted.join(QLatin1Char(',')) + QStringLiteral("\r\n");
}

QString textLine(const control::Event& event) {
  const QString pid = event.pid ? QString::number(*event.pid) : QString();
  return EventModel::clockText(event.time) + QStringLiteral("  ") + EventModel::workerText(event).leftJustified(10) +
         QLatin1Char(' ') + pid.rightJustified(7) + QStringLiteral("  ") +
         eventSentences::sentence(event).simplified() + QLatin1Char('\n');
}

}  // namespace

Format formatOf(const QString& path) {
  if (path.endsWith(QLatin1String(".csv"), Qt::CaseInsensitive)) return Format::Csv;
  if (path.endsWith(QLatin1String(".jsonl"), Qt::CaseInsensitive) ||
      path.endsWith(QLatin1String(".json"), Qt::CaseInsensitive))
    return Format::JsonLines;
  return Format::Text;
}

QByteArray render(const std::vector<EventModel::EventPointer>& events, Format format) {
  QByteArray bytes;
  if (format == Format::Csv) bytes += "time,kind,worker,pid,generation,event\r\n";
  for (const EventModel::EventPointer& event : events) {
    switch (format) {
      case Format::Text:
        bytes += textLine(*event).toUtf8();
        break;
      case Format::Csv:
        bytes += csvLine(*event).toUtf8();
        break;
      case Format::JsonLines:
        bytes += QByteArray::fromStdString(control::toJson(*event)) + '\n';
        break;
    }
  }
  return bytes;
}

QString write(const QString& path, const std::vector<EventModel::EventPointer>& events) {
  QSaveFile file(path);
  const QByteArray bytes = render(events, formatOf(path));
  if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size() || !file.commit())
    return file.errorString();
  return {};
}

}  // namespace eventExport
