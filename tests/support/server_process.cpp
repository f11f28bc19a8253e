// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT

#include "tests/support/server_process.h"

#include <QDeadlineTimer>
#include <QJsonDocument>
#include <csignal>

#include "tests/support/command.h"
#include "tests/support/processes.h"

namespace {

constexpr int startPatience = 20'000;

}  // namespace

ServerProcess::~ServerProcess() {
  if (m_process.state() == QProcess::NotRunning) return;
  const std::vector<pid_t> children = descendantsOf(pid());
  m_process.kill();
  m_process.waitForFinished();
  waitUntilGone(children, 5'000);
}

bool ServerProcess::start(const QByteArray& toml) {
  return startWith({m_home.write("forkyard.toml", toml)});
}

bool ServerProcess::startWith(const QStringList& arguments) {
  QProcessEnvironment environment = m_home.environment();
  environment.insert(m_variables);
  m_process.setProcessEnvironment(environment);
  QStringList command = m_wrapper + QStringList{qEnvironmentVariable("FORKYARD_PROGRAM")} +
                        QStringList{"run", "--json", "--log-format", "json"} + arguments;
  const QString program = command.takeFirst();
  m_process.start(program, command);
  if (!m_process.waitForStarted()) {
    m_other += m_process.errorString().toUtf8();
    return false;
  }
  const QDeadlineTimer deadline(startPatience);
  QByteArray line;
  while (!line.endsWith('\n') && !deadline.hasExpired() && m_process.state() != QProcess::NotRunning) {
    m_process.setReadChannel(QProcess::StandardOutput);
    m_process.waitForReadyRead(50);
    line += m_process.readAllStandardOutput();
    read(0);
  }
  line += m_process.readAllStandardOutput();
  const auto report = control::detachReportFromJson(line.trimmed().toStdString());
  if (!report) {
    m_other += "no report, but: " + line;
    return false;
  }
  m_report = *report;
  return m_report.ready;
}

QJsonObject ServerProcess::status() const {
  CommandOptions options;
  options.environment = m_home.environment();
  const CommandResult result =
      runCommand(qEnvironmentVariable("FORKYARD_PROGRAM"), {"status", "--json", "--control", controlSocket()}, options);
  return QJsonDocument::fromJson(result.output).object();
}

QByteArray ServerProcess::text() const {
  QByteArray all = m_other + QByteArray::fromStdString(m_report.error) + "\n";
  for (const control::Event& event : m_events) all += QByteArray::fromStdString(control::toJson(event)) + "\n";
  return all;
}

void ServerProcess::read(int milliseconds) {
  m_process.setReadChannel(QProcess::StandardError);
  if (milliseconds > 0 && m_process.bytesAvailable() == 0) m_process.waitForReadyRead(milliseconds);
  m_unfinished += m_process.readAllStandardError();
  for (qsizetype newline = m_unfinished.indexOf('\n'); newline >= 0; newline = m_unfinished.indexOf('\n')) {
    takeLine(m_unfinished.left(newline));
    m_unfinished.remove(0, newline + 1);
  }
}

void ServerProcess::takeLine(const QByteArray& line) {
  if (auto event = control::eventFromJson(line.toStdString()))
    m_events.push_back(std::move(*event));
  else
    m_other += line + "\n";
}

std::optional<control::Event> ServerProcess::waitFor(const Condition& condition, std::size_t from, int milliseconds) {
  const QDeadlineTimer deadline(milliseconds);
  for (std::size_t next = from;;) {
    for (; next < m_events.size(); ++next)
      if (condition(m_events[next])) return m_events[next];
    const bool ended = m_process.state() == QProcess::NotRunning;
    read(ended ? 0 : 50);
    if (next == m_events.size() && (ended || deadline.hasExpired())) return std::nullopt;
  }
}

std::optional<control::Event> ServerProcess::waitFor(control::EventKind kind, int slot, std::size_t from) {
  return waitFor([=](const control::Event& event) { return event.kind == kind && event.concerns(slot); }, from);
}

const std::vector<control::Event>& ServerProcess::events() {
  read(0);
  return m_events;
}

std::map<int, pid_t> ServerProcess::workers() {
  std::map<int, pid_t> ready;
  for (const control::Event& event : events()) {
    if (!event.slot || !event.pid) continue;
    for (int slot = *event.slot; event.concerns(slot); ++slot) {
      if (event.kind == control::EventKind::WorkerReady) ready[slot] = *event.pid;
      if (event.kind == control::EventKind::WorkerExited && ready[slot] == *event.pid) ready.erase(slot);
    }
  }
  return ready;
}

int ServerProcess::waitForEnd(int milliseconds) {
  const QDeadlineTimer deadline(milliseconds);
  while (m_process.state() != QProcess::NotRunning && !deadline.hasExpired()) {
    m_process.waitForFinished(50);
    read(0);
  }
  if (m_process.state() != QProcess::NotRunning || m_process.exitStatus() != QProcess::NormalExit) return -1;
  return m_process.exitCode();
}

QString ServerProcess::stopAndInspect() {
  const std::vector<pid_t> children = descendantsOf(pid());
  signalMaster(SIGTERM);
  const int exitCode = waitForEnd();
  if (exitCode != 0) return QString("exit code %1\n").arg(exitCode) + text();
  if (!waitUntilGone(children, 2'000)) return "a worker is left\n" + text();
  const QByteArray all = text();
  for (const char* sanitizer : {"AddressSanitizer", "LeakSanitizer", "runtime error:", "ThreadSanitizer"})
    if (all.contains(sanitizer)) return all;
  return {};
}

void ServerProcess::signalMaster(int number) const {
  if (pid() > 0) ::kill(pid(), number);
}
