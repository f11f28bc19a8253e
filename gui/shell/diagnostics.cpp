// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Collects the lines.

#include "gui/shell/diagnostics.h"

#include <QGuiApplication>
#include <QStringList>
#include <QSysInfo>
#include <QVariant>

#include "gui/base/text.h"
#include "gui/cluster/server_start.h"

QString diagnosticsText(const Profile& profile, const Cluster& cluster) {
  QStringList lines;
  lines << QStringLiteral("Forkyard panel %1, Qt %2, %3, platform %4")
               .arg(QStringLiteral(FORKYARD_VERSION), QString::fromLatin1(qVersion()), QSysInfo::prettyProductName(),
                    QGuiApplication::platformName());
  lines << QStringLiteral("Kernel %1, %2").arg(QSysInfo::kernelVersion(), QSysInfo::currentCpuArchitecture());
  lines << QStringLiteral("Server program: %1").arg(ServerStart::program());
  lines << QStringLiteral("Server %1, file %2").arg(profile.name(), toQt(profile.file));
  lines << QStringLiteral("State: %1").arg(QVariant::fromValue(cluster.state()).toString());
  for (const base::Problem& problem : profile.problems)
    lines << QStringLiteral("File: ") + toQt(base::sentence(problem));
  for (const base::Problem& problem : cluster.problems())
    lines << QStringLiteral("Problem: ") + toQt(base::sentence(problem));
  if (!cluster.isStopped()) {
    const control::Status& status = cluster.status();
    lines << QStringLiteral("Master PID %1, version %2, generation %3, up %4 s")
                 .arg(status.pid)
                 .arg(toQt(status.version))
                 .arg(status.generation)
                 .arg(status.uptimeMs / 1000);
    for (const control::ListenerStatus& listener : status.listeners)
      lines << QStringLiteral("Listener %1:%2 %3")
                   .arg(toQt(listener.address))
                   .arg(listener.port)
                   .arg(toQt(listener.protocol));
    for (const control::WorkerStatus& worker : status.workers)
      lines << QStringLiteral("Worker %1: PID %2, %3, up %4 s, restarts %5, requests %6, %7 bytes; last exit: %8")
                   .arg(worker.slot)
                   .arg(worker.pid)
                   .arg(toQt(std::string(control::name(worker.state))))
                   .arg(worker.uptimeMs / 1000)
                   .arg(worker.restarts)
                   .arg(worker.requests)
                   .arg(worker.rss)
                   .arg(worker.lastExit.empty() ? QStringLiteral("none") : toQt(worker.lastExit));
  }
  return lines.join(QLatin1Char('\n')) + QLatin1Char('\n');
}
