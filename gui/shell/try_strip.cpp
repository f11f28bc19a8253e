// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Three buttons and the sentence that answers them.

#include "gui/shell/try_strip.h"

#include <QEvent>
#include <QPushButton>
#include <algorithm>

#include "gui/shell/request_burst.h"
#include "gui/style/icon.h"

namespace {

constexpr int requestCount = 20;

}  // namespace

TryStrip::TryStrip(QWidget* parent)
    : Banner(style::Tone::Busy, parent),
      m_burst(new RequestBurst(this)),
      m_open(addButton(QString(), QStringLiteral("open"))),
      m_crash(addButton(QString(), QStringLiteral("crash"))),
      m_send(addButton(QString(), QStringLiteral("send"))),
      m_close(addButton(QString())) {
  m_close->setIcon(style::icon(QStringLiteral("clear"), style::Ink::Muted));
  m_close->setFlat(true);
  connect(m_open, &QPushButton::clicked, this, &TryStrip::openAsked);
  connect(m_crash, &QPushButton::clicked, this, &TryStrip::crashAsked);
  connect(m_send, &QPushButton::clicked, this, &TryStrip::sendAsked);
  connect(m_close, &QPushButton::clicked, this, &TryStrip::putAway);
  connect(m_burst, &RequestBurst::finished, this, &TryStrip::handleAnswers);
  retranslate();
}

void TryStrip::setCluster(Cluster* cluster) {
  m_cluster = cluster;
  tell({});
}

void TryStrip::tell(std::function<QString()> sentence) {
  m_told = std::move(sentence);
  setText(m_told ? m_told() : tr("Your server is ready. Try:"));
}

void TryStrip::crashWorker() {
  if (!m_cluster) return;
  const auto& workers = m_cluster->status().workers;
  const auto ready = std::ranges::find(workers, control::WorkerState::Ready, &control::WorkerStatus::state);
  if (ready == workers.end()) return;
  m_cluster->killWorker(ready->slot, ready->generation, QStringLiteral("SIGKILL"));
  tell([slot = ready->slot, pid = ready->pid] {
    return tr("Worker %1 (PID %2) gets SIGKILL. See below how its place is filled.").arg(slot).arg(pid);
  });
}

void TryStrip::sendRequests(const QUrl& address) {
  m_send->setEnabled(false);
  tell([] { return tr("Sending %n request(s), each on a connection of its own…", nullptr, requestCount); });
  m_burst->send(address, requestCount);
  if (!m_burst->isRunning()) handleAnswers({}, requestCount);
}

void TryStrip::handleAnswers(const QMap<int, int>& answersBySlot, int failed) {
  m_send->setEnabled(true);
  tell([answersBySlot, failed] {
    QStringList parts;
    for (auto answer = answersBySlot.begin(); answer != answersBySlot.end(); ++answer) {
      if (answer.key() >= 0)
        parts += tr("worker %1: %2", "slot number, count of answers").arg(answer.key()).arg(answer.value());
      else
        parts += tr("unknown: %1", "count of answers").arg(answer.value());
    }
    if (failed > 0) parts += tr("no answer: %1", "count of requests").arg(failed);
    return tr("Who answered: %1", "a list of workers").arg(parts.join(QStringLiteral("  ·  ")));
  });
}

void TryStrip::retranslate() {
  tell(m_told);
  m_open->setText(tr("Open it"));
  m_crash->setText(tr("Crash one worker"));
  m_send->setText(tr("Send %n request(s)", nullptr, requestCount));
  m_close->setAccessibleName(tr("Put these hints away"));
  m_close->setToolTip(m_close->accessibleName());
}

void TryStrip::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) retranslate();
  Banner::changeEvent(event);
}
