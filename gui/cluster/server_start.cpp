// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// One run a start. startDetached() would say yes even when the child fails at once.

#include "gui/cluster/server_start.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QStandardPaths>
#include <QStringList>

namespace {

control::DetachReport failed(const QString& sentence) {
  control::DetachReport report;
  report.error = sentence.toStdString();
  return report;
}

control::DetachReport programMissing(const QString& path) {
  base::Problem problem;
  problem.code = base::ProblemCode::ServerProgramMissing;
  problem.arguments["path"] = path.toStdString();
  control::DetachReport report = failed(QString::fromStdString(base::sentence(problem)));
  report.problems.push_back(problem);
  return report;
}

QString besideUs() {
  return QCoreApplication::applicationDirPath() + QStringLiteral("/forkyard");
}

}  // namespace

// The server has a session of its own: ending the starter does not end it.
ServerStart::ServerStart(QObject* parent) : QObject(parent), m_run(ProgramRun::End::Killed) {
  connect(&m_run, &ProgramRun::finished, this, &ServerStart::handleFinished);
}

QString ServerStart::program() {
  const QString fromEnvironment = qEnvironmentVariable("FORKYARD_PROGRAM");
  if (!fromEnvironment.isEmpty()) return QFileInfo(fromEnvironment).isExecutable() ? fromEnvironment : QString();
  if (QFileInfo(besideUs()).isExecutable()) return besideUs();
  return QStandardPaths::findExecutable(QStringLiteral("forkyard"));
}

void ServerStart::start(const QString& file) {
  if (m_run.isRunning()) return;
  const QString path = program();
  if (path.isEmpty()) {
    const QString looked = qEnvironmentVariable("FORKYARD_PROGRAM", besideUs());
    QMetaObject::invokeMethod(
        this, [this, looked] { emit reported(programMissing(looked)); }, Qt::QueuedConnection);
    return;
  }
  QStringList arguments = {QStringLiteral("run"), QStringLiteral("--detach"), QStringLiteral("--json")};
  if (!file.isEmpty()) arguments << file;
  m_program = path;
  m_run.start(path, arguments);
}

void ServerStart::handleFinished(const ProgramRun::Answer& answer) {
  if (!answer.started) return emit reported(programMissing(m_program));
  if (const auto parsed = control::detachReportFromJson(answer.text)) return emit reported(*parsed);
  const QString said = answer.errors.right(2000);
  emit reported(failed(said.isEmpty() ? tr("The server ended before it was ready, without a word.") : said));
}
