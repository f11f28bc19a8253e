// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// HTTP/1.1 with "Connection: close": HTTP/2 would put all requests on one connection, and so on one worker.

#include "gui/shell/request_burst.h"

#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QNetworkRequest>
#include <QSslConfiguration>

namespace {

constexpr int answerPatienceMs = 10'000;

int slotOf(const QNetworkReply& reply) {
  const QByteArray worker = reply.rawHeader("X-Worker");  // "SLOT/PID"
  bool known = false;
  const int slot = worker.left(worker.indexOf('/')).toInt(&known);
  return known ? slot : -1;
}

}  // namespace

RequestBurst::RequestBurst(QObject* parent) : QObject(parent), m_network(new QNetworkAccessManager(this)) {
  m_network->setTransferTimeout(answerPatienceMs);
  connect(m_network, &QNetworkAccessManager::finished, this, &RequestBurst::handleReply);
}

void RequestBurst::send(const QUrl& url, int count) {
  if (isRunning() || !url.isValid()) return;
  m_answers.clear();
  m_failed = 0;
  m_open = count;
  for (int number = 0; number < count; ++number) {
    QNetworkRequest request(url);
    request.setAttribute(QNetworkRequest::Http2AllowedAttribute, false);
    request.setRawHeader("Connection", "close");
    // A resumed session is cheaper, not another connection, but each request is to be like a new browser's.
    QSslConfiguration tls = request.sslConfiguration();
    tls.setPeerVerifyMode(QSslSocket::VerifyNone);
    tls.setSslOption(QSsl::SslOptionDisableSessionTickets, true);
    request.setSslConfiguration(tls);
    m_network->get(request);
  }
}

void RequestBurst::handleReply(QNetworkReply* reply) {
  reply->deleteLater();
  const bool answered = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).isValid();
  if (answered)
    ++m_answers[slotOf(*reply)];
  else
    ++m_failed;
  if (--m_open == 0) emit finished(m_answers, m_failed);
}
