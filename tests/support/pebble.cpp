// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// See pebble.h.

#include "tests/support/pebble.h"

#include <QDeadlineTimer>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>

#include "tests/support/command.h"
#include "tests/support/free_port.h"

namespace {

constexpr int startPatience = 20'000;

}  // namespace

Companion::~Companion() {
  m_process.terminate();
  if (!m_process.waitForFinished(5000)) m_process.kill();
  m_process.waitForFinished(5000);
}

bool Companion::start(const QString& program, const QStringList& arguments, const QProcessEnvironment& environment,
                      const QByteArray& words) {
  m_process.setProcessChannelMode(QProcess::MergedChannels);
  m_process.setProcessEnvironment(environment);
  m_process.start(program, arguments);
  const QDeadlineTimer deadline(startPatience);
  while (!m_said.contains(words) && !deadline.hasExpired() && m_process.state() != QProcess::NotRunning) {
    m_process.waitForReadyRead(500);
    m_said += m_process.readAll();
  }
  return m_said.contains(words);
}

QByteArray Companion::said() {
  m_said += m_process.readAll();
  return m_said;
}

QString Pebble::missing() {
  for (const char* program : {"lego", "pebble", "pebble-challtestsrv"}) {
    if (!hasProgram(program)) return program;
  }
  return {};
}

bool Pebble::start(const TemporaryHome& home, int port, int seconds) {
  const QString name = QString("pebble-%1").arg(seconds);
  if (!m_authority.make(home.path(name)) || !m_authority.issue("pebble", {"DNS:localhost", "IP:127.0.0.1"}))
    return false;
  m_management = freePort();
  const QString names = QString("127.0.0.1:%1").arg(freePort());
  const bool named = m_names.start("pebble-challtestsrv",
                                   {"-dns01", names, "-http01", "", "-https01", "", "-tlsalpn01", "", "-management",
                                    QString("127.0.0.1:%1").arg(m_management), "-defaultIPv6", ""},
                                   home.environment(), "Starting management server");
  if (!named) return false;
  const int own = freePort();
  m_directory = QString("https://localhost:%1/dir").arg(own);
  const QJsonObject settings{{"listenAddress", QString("127.0.0.1:%1").arg(own)},
                             {"managementListenAddress", QString("127.0.0.1:%1").arg(freePort())},
                             {"certificate", m_authority.path("pebble.pem")},
                             {"privateKey", m_authority.path("pebble.key")},
                             {"httpPort", port},
                             {"tlsPort", freePort()},
                             {"ocspResponderURL", ""},
                             {"externalAccountBindingRequired", false},
                             {"certificateValidityPeriod", seconds}};
  QProcessEnvironment environment = home.environment();
  // It looks at once, and it really looks.
  environment.insert("PEBBLE_VA_NOSLEEP", "1");
  environment.remove("PEBBLE_VA_ALWAYS_VALID");
  // What was proved once is proved for the next certificate too; not to one whose certificates are soon renewed.
  environment.insert("PEBBLE_AUTHZREUSE", seconds == 0 ? "100" : "0");
  const QString file = home.write(name + ".json", QJsonDocument(QJsonObject{{"pebble", settings}}).toJson());
  return m_pebble.start("pebble", {"-config", file, "-dnsserver", names}, environment, "Listening on: 127.0.0.1");
}

QString Pebble::publisher(const TemporaryHome& home) const {
  const QByteArray script =
      "#!/bin/sh\nif [ \"$1\" = present ]; then\n"
      "  curl -sS --max-time 10 -d \"{\\\"host\\\": \\\"$2\\\", \\\"value\\\": \\\"$3\\\"}\" "
      "http://127.0.0.1:" +
      QByteArray::number(m_management) + "/set-txt\nfi\n";
  const QString file = home.write("publish", script);
  QFile::setPermissions(file, QFile::ReadOwner | QFile::ExeOwner);
  return file;
}

QByteArray Pebble::complaint() {
  return m_authority.complaint().toUtf8() + m_names.said() + m_pebble.said();
}
