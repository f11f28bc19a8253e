// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// One look a problem; the same problem after another try is looked at again.

#include "gui/shell/port_help.h"

#include <QDateTime>
#include <QLocale>
#include <algorithm>

namespace {

bool isOfPort(const base::Problem& problem) {
  return problem.code == base::ProblemCode::PortInUse || problem.code == base::ProblemCode::PortInUseBy;
}

QString clock(base::UnixMilliseconds time) {
  const QDateTime moment = QDateTime::fromMSecsSinceEpoch(time);
  const bool today = moment.date() == QDate::currentDate();
  return QLocale().toString(moment, today ? QStringLiteral("HH:mm:ss") : QStringLiteral("d MMM yyyy HH:mm"));
}

}  // namespace

PortHelp::PortHelp(ProblemList& list, QObject* parent) : QObject(parent), m_list(list) {
  connect(&m_holder, &PortHolder::found, this, &PortHelp::handleFound);
  connect(&m_holder, &PortHolder::ended, this, &PortHelp::freed);
  connect(&m_holder, &PortHolder::refused, this, &PortHelp::refused);
}

void PortHelp::consider(const std::vector<base::Problem>& problems, const control::Status& own) {
  m_own = {own.pid};
  for (const control::WorkerStatus& worker : own.workers) m_own.push_back(worker.pid);
  const auto found = std::ranges::find_if(problems, isOfPort);
  if (found == problems.end()) return m_problem.reset();
  if (m_problem && *m_problem == *found) return;
  m_problem = *found;
  const auto argument = [&](const char* name) {
    const auto value = found->arguments.find(name);
    return value == found->arguments.end() ? QString() : QString::fromStdString(value->second);
  };
  m_holder.look(argument("address") + QLatin1Char(':') + argument("port"));
}

void PortHelp::handleFound() {
  const control::PortReport& report = m_holder.report();
  if (!m_problem || !report.inUse) return;
  if (report.pid == 0) {
    m_list.explain(*m_problem, tr("It belongs to another user of this computer, so it cannot be named from here."), {});
    return;
  }
  if (std::ranges::find(m_own, report.pid) != m_own.end()) {
    m_list.explain(*m_problem,
                   tr("This server itself holds it, by its settings so far. The change needs a stop and a start."),
                   {Mend{Mend::Kind::Restart, {}}});
    return;
  }
  const QString command = QString::fromStdString(report.command.empty() ? report.program : report.command);
  const QString words =
      tr("%1, PID %2, of user %3, since %4")
          .arg(command, QString::number(report.pid), QString::fromStdString(report.user), clock(report.since));
  QList<Mend> mends;
  if (m_holder.canEnd()) mends = {mendsFor(*m_problem).first(), Mend{Mend::Kind::EndHolder, {}}};
  m_list.explain(*m_problem, words, mends);
}
