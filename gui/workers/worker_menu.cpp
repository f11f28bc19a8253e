// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Every entry names the life that was clicked, so that a successor is never hit in its place.

#include "gui/workers/worker_menu.h"

#include <QApplication>
#include <QClipboard>
#include <array>

#include "gui/style/icon.h"

namespace {

constexpr std::array signalNames = {"SIGTERM", "SIGKILL", "SIGINT",  "SIGHUP",
                                    "SIGSEGV", "SIGABRT", "SIGSTOP", "SIGCONT"};

}  // namespace

WorkerMenu::WorkerMenu(Cluster* cluster, const control::WorkerStatus& worker, QWidget* parent)
    : QMenu(parent), m_cluster(cluster), m_worker(worker) {
  const bool attached = cluster->isAttached();
  const bool alive = worker.pid != 0 && attached;
  const auto action = [this](const QString& icon, const QString& text, bool enabled, auto done) {
    addAction(style::icon(icon), text, this, done)->setEnabled(enabled);
  };
  action(QStringLiteral("stop"), tr("&Drain"), alive, [this] {
    if (m_cluster) m_cluster->drainWorker(m_worker.slot, m_worker.generation);
  });
  const bool gone = worker.pid == 0;
  action(QStringLiteral("reload"), gone ? tr("S&tart Now") : tr("&Restart"), attached, [this] {
    if (m_cluster) m_cluster->restartWorker(m_worker.slot, m_worker.generation);
  });
  addKillMenu(alive);
  addSeparator();
  action(QStringLiteral("copy"), tr("Copy &PID"), !gone,
         [this] { QApplication::clipboard()->setText(QString::number(m_worker.pid)); });
  addCommandMenu();
  addSeparator();
  action(QStringLiteral("log"), tr("Show in &Log"), true, [this] { emit showInLogAsked(); });
}

void WorkerMenu::addKillMenu(bool alive) {
  QMenu* kill = addMenu(style::icon(QStringLiteral("crash")), tr("&Kill with Signal"));
  kill->setEnabled(alive);
  for (const char* name : signalNames) {
    const QString signal = QString::fromLatin1(name);
    kill->addAction(signal, this, [this, signal] {
      if (m_cluster) m_cluster->killWorker(m_worker.slot, m_worker.generation, signal);
    });
  }
}

void WorkerMenu::addCommandMenu() {
  QMenu* commands = addMenu(style::icon(QStringLiteral("terminal")), tr("Copy as &Command"));
  for (const char* verb : {"drain", "restart", "kill"}) {
    const QString command = QStringLiteral("forkyard worker %1 %2 --name %3")
                                .arg(QLatin1String(verb), QString::number(m_worker.slot), m_cluster->name());
    commands->addAction(command, this, [command] { QApplication::clipboard()->setText(command); });
  }
}
