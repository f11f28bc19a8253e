// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT

#include "tests/support/temporary_home.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <array>

namespace {

constexpr auto ownerOnly = QFileDevice::ReadOwner | QFileDevice::WriteOwner;

constexpr std::array<std::pair<const char*, const char*>, 6> folders = {{{"HOME", "home"},
                                                                         {"XDG_CONFIG_HOME", "config"},
                                                                         {"XDG_DATA_HOME", "data"},
                                                                         {"XDG_STATE_HOME", "state"},
                                                                         {"XDG_CACHE_HOME", "cache"},
                                                                         {"XDG_RUNTIME_DIR", "run"}}};
constexpr std::array<const char*, 4> ofSystemd = {"RUNTIME_DIRECTORY", "STATE_DIRECTORY", "NOTIFY_SOCKET",
                                                  "LISTEN_FDS"};

}  // namespace

TemporaryHome::TemporaryHome() : m_directory("/tmp/fyXXXXXX") {
  for (const auto& [variable, folder] : folders) {
    QDir().mkpath(path(folder));
    QFile::setPermissions(path(folder), ownerOnly | QFileDevice::ExeOwner);
  }
}

QString TemporaryHome::write(const QString& name, const QByteArray& content) const {
  QDir().mkpath(QFileInfo(path(name)).path());
  QFile file(path(name));
  if (!file.open(QIODevice::WriteOnly | QIODevice::Truncate)) return {};
  file.setPermissions(ownerOnly);
  file.write(content);
  return file.fileName();
}

QProcessEnvironment TemporaryHome::environment() const {
  QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
  for (const auto& [variable, folder] : folders) environment.insert(variable, path(folder));
  for (const char* variable : ofSystemd) environment.remove(variable);
  environment.insert("NO_COLOR", "1");
  return environment;
}

void TemporaryHome::enter() const {
  for (const auto& [variable, folder] : folders) qputenv(variable, path(folder).toUtf8());
  for (const char* variable : ofSystemd) qunsetenv(variable);
}

QString TemporaryHome::controlSocket(const QString& server) const {
  return path("run/forkyard/" + server + ".sock");
}
