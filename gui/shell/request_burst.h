// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// A handful of requests to a server, each on a connection of its own, and who answered them.

#pragma once

#include <QMap>
#include <QObject>
#include <QUrl>

class QNetworkAccessManager;
class QNetworkReply;

class RequestBurst : public QObject {
  Q_OBJECT

 public:
  explicit RequestBurst(QObject* parent = nullptr);

  /// Does nothing while a burst is under way. Certificates are not verified: it is the person's own server.
  void send(const QUrl& url, int count);
  [[nodiscard]] bool isRunning() const { return m_open > 0; }

 signals:
  /// Answers by slot (from the X-Worker header; -1: an answer without one), and requests without an answer.
  void finished(const QMap<int, int>& answersBySlot, int failed);

 private:
  void handleReply(QNetworkReply* reply);

  QNetworkAccessManager* m_network;
  QMap<int, int> m_answers;
  int m_failed = 0;
  int m_open = 0;
};
