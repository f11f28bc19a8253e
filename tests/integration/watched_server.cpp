// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Asks by the command line, as a person would.

#include "tests/integration/watched_server.h"

#include <unistd.h>

#include <QDeadlineTimer>
#include <QDir>
#include <QFile>
#include <QProcessEnvironment>
#include <QThread>
#include <algorithm>

namespace {

constexpr int startPatience = 20'000;
constexpr int settlePatience = 5'000;
constexpr int pollInterval = 20;
constexpr qsizetype longestLine = 4096;

QProcessEnvironment environmentIn(const QTemporaryDir& home) {
  QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
  for (const char* folder : {"XDG_RUNTIME_DIR", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "HOME"}) {
    const QString path = home.filePath(QString(folder).toLower());
    QDir().mkpath(path);
    QFile::setPermissions(path, QFileDevice::ReadOwner | QFileDevice::WriteOwner | QFileDevice::ExeOwner);
    environment.insert(folder, path);
  }
  for (const char* systemd : {"RUNTIME_DIRECTORY", "STATE_DIRECTORY", "NOTIFY_SOCKET"}) environment.remove(systemd);
  return environment;
}

bool isReady(const control::Status& status) {
  return !status.listeners.empty() && static_cast<int>(status.workers.size()) == status.workersWanted &&
         std::all_of(status.workers.begin(), status.workers.end(),
                     [](const control::WorkerStatus& worker) { return worker.state == control::WorkerState::Ready; });
}

}  // namespace

bool WatchedServer::start(const QByteArray& configuration) {
  stop();
  m_name = "hostile-" + QString::number(::getpid());
  QFile file(m_home.filePath("forkyard.toml"));
  if (!file.open(QIODevice::WriteOnly | QIODevice::Truncate)) return false;
  file.write("name = \"" + m_name.toUtf8() + "\"\n" + configuration);
  file.close();
  m_process.setProcessEnvironment(environmentIn(m_home));
  m_process.setProcessChannelMode(QProcess::MergedChannels);
  m_process.setStandardOutputFile(m_home.filePath("log"));
  m_process.start(qEnvironmentVariable("FORKYARD_PROGRAM"), {"run", file.fileName()});
  if (m_process.waitForStarted() && waitUntilReady()) return true;
  m_complaint = "the server did not become ready: " + m_process.errorString() + "\n" + QString::fromUtf8(log());
  return false;
}

bool WatchedServer::waitUntilReady() {
  const QDeadlineTimer deadline(startPatience);
  while (!deadline.hasExpired() && m_process.state() == QProcess::Running) {
    const auto answer = status();
    if (answer && isReady(*answer)) {
      m_port = answer->listeners.front().port;
      return true;
    }
    // Waiting for its end is also how QProcess notices it.
    m_process.waitForFinished(pollInterval);
  }
  return false;
}

bool WatchedServer::stop() {
  if (m_process.state() == QProcess::NotRunning) return true;
  m_process.terminate();
  if (!m_process.waitForFinished(startPatience)) {
    m_process.kill();
    m_process.waitForFinished();
    return false;
  }
  return m_process.exitStatus() == QProcess::NormalExit && m_process.exitCode() == 0;
}

base::Result<control::Status> WatchedServer::status() {
  QProcess command;
  command.setProcessEnvironment(m_process.processEnvironment());
  command.start(qEnvironmentVariable("FORKYARD_PROGRAM"), {"status", "--name", m_name, "--json"});
  command.waitForFinished(startPatience);
  return control::statusFromJson(command.readAllStandardOutput().trimmed().toStdString());
}

QByteArray WatchedServer::log() {
  QFile file(m_home.filePath("log"));
  return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

std::vector<WatchedServer::Worker> WatchedServer::workers() {
  std::vector<Worker> found;
  const auto answer = status();
  if (!answer) return found;
  for (const control::WorkerStatus& worker : answer->workers) {
    const QDir descriptors(QString("/proc/%1/fd").arg(worker.pid));
    found.push_back(
        {worker.pid,
         static_cast<int>(descriptors.entryList(QDir::NoDotAndDotDot | QDir::AllEntries | QDir::System).size())});
  }
  return found;
}

void WatchedServer::remember() {
  m_remembered = workers();
}

QString WatchedServer::difference() {
  const QDeadlineTimer deadline(settlePatience);
  std::vector<Worker> now = workers();
  while (now != m_remembered && !deadline.hasExpired()) {
    QThread::msleep(pollInterval);
    now = workers();
  }
  if (now.size() != m_remembered.size()) return "other workers";
  for (std::size_t at = 0; at < now.size(); ++at) {
    if (now[at].pid != m_remembered[at].pid) return QString("worker %1 has another PID").arg(at);
    if (now[at].descriptors == m_remembered[at].descriptors) continue;
    return QString("worker %1 had %2 descriptors and has %3")
        .arg(at)
        .arg(m_remembered[at].descriptors)
        .arg(now[at].descriptors);
  }
  return faultInLog();
}

QString WatchedServer::faultInLog() {
  const QByteArray text = log();
  for (const char* words : {"Sanitizer", "runtime error:"}) {
    if (text.contains(words)) return "sanitizer text:\n" + QString::fromUtf8(text);
  }
  for (const QByteArray& line : text.split('\n')) {
    if (line.size() > longestLine) return "a line of the log has " + QString::number(line.size()) + " bytes";
    const bool escaped = std::none_of(line.begin(), line.end(), [](char character) {
      return static_cast<unsigned char>(character) < 0x20 && character != '\t';
    });
    if (!escaped) return "a line of the log holds control characters: " + QString::fromUtf8(line.toPercentEncoding());
  }
  return {};
}
