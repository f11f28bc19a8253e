// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// One asynchronous QProcess a start. startDetached() would say yes even when the child fails at once.

#include "gui/cluster/server_start.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QProcess>
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

ServerStart::ServerStart(QObject* parent) : QObject(parent) {}

ServerStart::~ServerStart() {
  // The server has a session of its own: ending the starter does not end it.
  if (m_process) m_process->disconnect(this);
}

QString ServerStart::program() {
  const QString fromEnvironment = qEnvironmentVariable("FORKYARD_PROGRAM");
  if (!fromEnvironment.isEmpty()) return QFileInfo(fromEnvironment).isExecutable() ? fromEnvironment : QString();
  if (QFileInfo(besideUs()).isExecutable()) return besideUs();
  return QStandardPaths::findExecutable(QStringLiteral("forkyard"));
}

void ServerStart::start(const QString& file) {
  if (m_process) return;
  const QString path = program();
  if (path.isEmpty()) {
    const QString looked = qEnvironmentVariable("FORKYARD_PROGRAM", besideUs());
    QMetaObject::invokeMethod(
        this, [this, looked] { report(programMissing(looked)); }, Qt::QueuedConnection);
    return;
  }
  m_process = std::make_unique<QProcess>();
  m_process->setProgram(path);
  QStringList arguments = {QStringLiteral("run"), QStringLiteral("--detach"), QStringLiteral("--json")};
  if (!file.isEmpty()) arguments << file;
  m_process->setArguments(arguments);
  m_process->setStandardInputFile(QProcess::nullDevice());
  connect(m_process.get(), &QProcess::finished, this, &ServerStart::handleFinished);
  connect(m_process.get(), &QProcess::errorOccurred, this, [this, path](QProcess::ProcessError error) {
    if (error == QProcess::FailedToStart) report(programMissing(path));
  });
  m_process->start();
}

void ServerStart::handleFinished() {
  const QByteArray output = m_process->readAllStandardOutput().trimmed();
  const auto parsed = control::detachReportFromJson({output.constData(), static_cast<std::size_t>(output.size())});
  if (parsed) {
    report(*parsed);
    return;
  }
  const QString said = QString::fromUtf8(m_process->readAllStandardError().trimmed().right(2000));
  report(failed(said.isEmpty() ? tr("The server ended before it was ready, without a word.") : said));
}

void ServerStart::report(const control::DetachReport& report) {
  if (m_process) m_process.release()->deleteLater();
  emit reported(report);
}
