// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The process is opened before it is looked at a second time: what is then found to be the same gets the signal.

#include "gui/cluster/port_holder.h"

#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <QProcess>
#include <QSocketNotifier>
#include <utility>

#include "gui/cluster/server_start.h"

PortHolder::PortHolder(QObject* parent) : QObject(parent) {
  m_deadline.setSingleShot(true);
  m_deadline.setInterval(patience);
  connect(&m_deadline, &QTimer::timeout, this, [this] {
    m_notifier.reset();
    m_handle.reset();
    emit refused(tr("The program (PID %1) was asked to end and has not. End it yourself, or use another port.")
                     .arg(m_report.pid));
  });
}

PortHolder::~PortHolder() = default;

void PortHolder::look(const QString& target) {
  if (m_deadline.isActive()) return;  // it is ending now
  m_target = target;
  m_report = {};
  probe(target, &PortHolder::take);
}

void PortHolder::probe(const QString& target, void (PortHolder::*done)(const control::PortReport&)) {
  const QString program = ServerStart::program();
  if (program.isEmpty()) return;
  if (m_process) m_process.release()->deleteLater();
  m_process = std::make_unique<QProcess>();
  m_process->setStandardInputFile(QProcess::nullDevice());
  connect(m_process.get(), &QProcess::finished, this, [this, done] {
    const QByteArray line = m_process->readAllStandardOutput().trimmed();
    const auto report = control::portReportFromJson({line.constData(), static_cast<std::size_t>(line.size())});
    (this->*done)(report.value_or(control::PortReport()));
  });
  m_process->start(program, {QStringLiteral("probe"), QStringLiteral("port"), target, QStringLiteral("--json")});
}

void PortHolder::take(const control::PortReport& report) {
  m_report = report;
  emit found();
}

bool PortHolder::canEnd() const {
  return m_report.pid > 1 && m_report.pid != ::getpid() && ::kill(m_report.pid, 0) == 0;
}

void PortHolder::end() {
  if (!canEnd() || m_deadline.isActive()) return;
  m_handle = base::UniqueFd(static_cast<int>(::syscall(SYS_pidfd_open, m_report.pid, 0)));
  probe(m_target, &PortHolder::endIfSame);
}

void PortHolder::endIfSame(const control::PortReport& report) {
  if (!report.inUse) return emit ended();
  const bool same = report.pid == m_report.pid && report.since == m_report.since;
  if (!same || !m_handle || ::syscall(SYS_pidfd_send_signal, m_handle.get(), SIGTERM, nullptr, 0) != 0) {
    m_handle.reset();
    emit refused(tr("Another program holds the port now. Nothing was ended."));
    return take(report);
  }
  m_notifier = std::make_unique<QSocketNotifier>(m_handle.get(), QSocketNotifier::Read);
  connect(m_notifier.get(), &QSocketNotifier::activated, this, [this] {
    m_notifier->setEnabled(false);
    m_notifier.release()->deleteLater();
    m_handle.reset();
    m_deadline.stop();
    emit ended();
  });
  m_deadline.start();
}
