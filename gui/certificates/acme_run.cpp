// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// See acme_run.h.

#include "gui/certificates/acme_run.h"

#include "gui/cluster/server_start.h"

namespace {

control::AcmeOutcome failed(const QString& reason) {
  return {{}, "failed", reason.toStdString(), {}};
}

}  // namespace

AcmeRun::AcmeRun(QObject* parent) : QObject(parent), m_run(ProgramRun::End::Asked) {
  connect(&m_run, &ProgramRun::finished, this, &AcmeRun::handleFinished);
}

void AcmeRun::start(const QString& command, const QStringList& arguments) {
  if (m_run.isRunning()) return;
  const QString program = ServerStart::program();
  if (program.isEmpty()) return emit finished(failed(tr("The server program is missing.")));
  m_run.start(program, QStringList{QStringLiteral("cert"), QStringLiteral("acme"), command, QStringLiteral("--json")} +
                           arguments);
}

void AcmeRun::handleFinished(const ProgramRun::Answer& answer) {
  const auto report = control::acmeReportFromJson(answer.text);
  if (report && report->entries.size() == 1) return emit finished(report->entries.front());
  emit finished(failed(answer.errors.isEmpty() ? answer.failure : answer.errors));
}
