// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// One asynchronous QProcess a run.

#include "gui/cluster/program_run.h"

#include <signal.h>
#include <sys/prctl.h>

#include <QProcess>

ProgramRun::ProgramRun(End end, QObject* parent) : QObject(parent), m_end(end) {}

ProgramRun::~ProgramRun() {
  if (!m_process) return;
  m_process->disconnect(this);
  if (m_end == End::Killed) return;
  // QProcess kills what still runs; asked first, it takes what it started with it.
  m_process->terminate();
  m_process->waitForFinished();
}

void ProgramRun::start(const QString& program, const QStringList& arguments) {
  m_process = std::make_unique<QProcess>();
  m_process->setStandardInputFile(QProcess::nullDevice());
  if (m_end == End::Asked) m_process->setChildProcessModifier([] { ::prctl(PR_SET_PDEATHSIG, SIGTERM); });
  connect(m_process.get(), &QProcess::finished, this, [this] { handleEnded(true); });
  connect(m_process.get(), &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
    if (error == QProcess::FailedToStart) handleEnded(false);
  });
  m_process->start(program, arguments);
}

void ProgramRun::handleEnded(bool started) {
  QProcess* process = m_process.release();
  process->deleteLater();  // its signal is being handled
  emit finished({process->readAllStandardOutput().trimmed().toStdString(),
                 QString::fromUtf8(process->readAllStandardError().trimmed()), process->errorString(), started});
}
