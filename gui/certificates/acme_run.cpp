// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// See acme_run.h.

#include "gui/certificates/acme_run.h"

#include <signal.h>
#include <sys/prctl.h>

#include <QProcess>

#include "gui/cluster/server_start.h"

namespace {

control::AcmeOutcome failed(const QString& reason) {
  return {{}, "failed", reason.toStdString(), {}};
}

}  // namespace

AcmeRun::AcmeRun(QObject* parent) : QObject(parent) {}

AcmeRun::~AcmeRun() {
  if (!m_process) return;
  m_process->disconnect(this);
  // QProcess kills what still runs; asked first, it takes lego with it.
  m_process->terminate();
  m_process->waitForFinished();
}

void AcmeRun::start(const QString& command, const QStringList& arguments) {
  if (m_process) return;
  const QString program = ServerStart::program();
  if (program.isEmpty()) return emit finished(failed(tr("The server program is missing.")));
  m_process = std::make_unique<QProcess>();
  m_process->setStandardInputFile(QProcess::nullDevice());
  // Should the window die, it ends too.
  m_process->setChildProcessModifier([] { ::prctl(PR_SET_PDEATHSIG, SIGTERM); });
  connect(m_process.get(), &QProcess::finished, this, &AcmeRun::handleFinished);
  connect(m_process.get(), &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
    if (error == QProcess::FailedToStart) handleFinished();
  });
  m_process->start(
      program,
      QStringList{QStringLiteral("cert"), QStringLiteral("acme"), command, QStringLiteral("--json")} + arguments);
}

void AcmeRun::handleFinished() {
  QProcess* process = m_process.release();
  process->deleteLater();
  const QByteArray line = process->readAllStandardOutput().trimmed();
  const auto report = control::acmeReportFromJson({line.constData(), static_cast<std::size_t>(line.size())});
  if (report && report->entries.size() == 1) return emit finished(report->entries.front());
  QString said = QString::fromUtf8(process->readAllStandardError().trimmed());
  emit finished(failed(said.isEmpty() ? process->errorString() : said));
}
