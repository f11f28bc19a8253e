// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The command lines.

#include "gui/shell/command_text.h"

#include <QRegularExpression>

namespace commandText {

QString of(Action action, const QString& name, const QString& file, int workers) {
  const QString whose = QStringLiteral(" --name ") + quoted(name);
  switch (action) {
    case Action::Start:
      return QStringLiteral("forkyard run --detach ") + quoted(file);
    case Action::Check:
      return QStringLiteral("forkyard check ") + quoted(file);
    case Action::Stop:
      return QStringLiteral("forkyard stop") + whose;
    case Action::Reload:
      return QStringLiteral("forkyard reload") + whose;
    case Action::Restart:
      return QStringLiteral("forkyard restart") + whose;
    case Action::Scale:
      return QStringLiteral("forkyard scale %1").arg(workers) + whose;
    case Action::Status:
      return QStringLiteral("forkyard status") + whose;
    case Action::Events:
      return QStringLiteral("forkyard events --follow") + whose;
  }
  return {};
}

QString quoted(const QString& word) {
  static const QRegularExpression plain(QStringLiteral("^[A-Za-z0-9_./:@%+=,-]+$"));
  if (plain.match(word).hasMatch()) return word;
  return QLatin1Char('\'') + QString(word).replace(QLatin1Char('\''), QStringLiteral("'\\''")) + QLatin1Char('\'');
}

}  // namespace commandText
