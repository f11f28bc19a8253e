// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// What to try once the first server is ready: open it, crash a worker, send it requests and see who answered.

#pragma once

#include <QPointer>
#include <QUrl>
#include <functional>

#include "gui/cluster/cluster.h"
#include "gui/style/banner.h"

class RequestBurst;
class QPushButton;

class TryStrip : public Banner {
  Q_OBJECT

 public:
  explicit TryStrip(QWidget* parent = nullptr);

  void setCluster(Cluster* cluster);
  void sendRequests(const QUrl& address);
  void crashWorker();

 signals:
  void openAsked();
  void crashAsked();
  void sendAsked();
  void putAway();

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void retranslate();
  void handleAnswers(const QMap<int, int>& answersBySlot, int failed);
  /// What the strip says; without a sentence, what can be tried. Said again in another language.
  void tell(std::function<QString()> sentence);

  QPointer<Cluster> m_cluster;
  RequestBurst* m_burst;
  QPushButton* m_open;
  QPushButton* m_crash;
  QPushButton* m_send;
  QPushButton* m_close;
  std::function<QString()> m_told;
};
