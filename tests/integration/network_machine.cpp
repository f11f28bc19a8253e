// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// See network_machine.h.

#include "tests/integration/network_machine.h"

#include <sched.h>

#include <QFile>
#include <cerrno>
#include <cstring>

#include "tests/support/command.h"
#include "tests/support/processes.h"

namespace {

/// Each line is a command. What the first that failed said; empty: none did.
QString runAll(const QStringList& wrapper, const QStringList& lines) {
  for (const QString& line : lines) {
    QStringList words = wrapper + line.split(' ');
    const QString program = words.takeFirst();
    const CommandResult result = runCommand(program, words);
    if (result.exitCode != 0) return line + ": " + QString::fromUtf8(result.text());
  }
  return {};
}

}  // namespace

QString enterNewNetwork(const QStringList& addresses) {
  if (!hasProgram("ip") || !hasProgram("nsenter")) return "ip or nsenter is not installed";
  if (::unshare(CLONE_NEWNET) != 0) return QString("unshare: %1").arg(std::strerror(errno));
  QStringList lines{"ip link set lo up", "ip link add eth0 type bridge", "ip link set eth0 up"};
  for (const QString& address : addresses) lines << "ip addr add " + address + " dev eth0";
  return runAll({}, lines);
}

NetworkMachine::~NetworkMachine() {
  m_holder.kill();
  m_holder.waitForFinished();
}

QString NetworkMachine::start() {
  m_holder.start("unshare", {"--net", "sleep", "infinity"});
  if (!m_holder.waitForStarted()) return m_holder.errorString();
  const auto pid = m_holder.processId();
  const auto networkOf = [](const QString& process) {
    return QFile::symLinkTarget("/proc/" + process + "/ns/net").section('/', -1);
  };
  const QString ours = networkOf("thread-self");
  if (!waitUntil([&] { return networkOf(QString::number(pid)) != ours; }, 5'000)) return "no network of its own";
  const QString wired =
      runAll({}, {QString("ip link add %1 type veth peer name eth0 netns %2").arg(m_cable).arg(pid),
                  QString("ip link set %1 master eth0").arg(m_cable), QString("ip link set %1 up").arg(m_cable)});
  if (!wired.isEmpty()) return wired;
  return runAll(wrapper(), {"ip link set lo up", "ip link set eth0 up", "ip addr add " + m_address + " dev eth0"});
}

QStringList NetworkMachine::wrapper() const {
  return {"nsenter", QString("--net=/proc/%1/ns/net").arg(m_holder.processId()), "--"};
}

bool NetworkMachine::pullCable() {
  return runAll({}, {QString("ip link set %1 down").arg(m_cable)}).isEmpty();
}

bool NetworkMachine::plugIn() {
  return runAll({}, {QString("ip link set %1 up").arg(m_cable)}).isEmpty();
}
