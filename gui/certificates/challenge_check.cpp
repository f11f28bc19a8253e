// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// One file, one request.

#include "gui/certificates/challenge_check.h"

#include <QHostAddress>
#include <QNetworkAccessManager>
#include <QNetworkProxy>
#include <QNetworkReply>
#include <QUuid>

#include "gui/base/text.h"
#include "server/base/xdg_directories.h"
#include "server/certificates/acme.h"
#include "server/config/acme_challenge_route.h"

namespace {

constexpr int answerPatienceMs = 10'000;

/// Every interface is reached by this computer's own.
QString reachable(const QString& address) {
  const QHostAddress parsed(address);
  if (parsed == QHostAddress(QHostAddress::AnyIPv4)) return QStringLiteral("127.0.0.1");
  return parsed == QHostAddress(QHostAddress::AnyIPv6) ? QStringLiteral("::1") : address;
}

}  // namespace

ChallengeCheck::ChallengeCheck(QObject* parent) : QObject(parent), m_network(new QNetworkAccessManager(this)) {
  m_network->setTransferTimeout(answerPatienceMs);
  m_network->setProxy(QNetworkProxy::NoProxy);
}

ChallengeCheck::~ChallengeCheck() {
  std::error_code ignored;
  if (m_reply) std::filesystem::remove(m_file, ignored);
}

void ChallengeCheck::start(const ChallengeServer& server, const QString& host) {
  if (m_reply) return;
  const QString token = QUuid::createUuid().toString(QUuid::WithoutBraces);
  QUrl url;
  url.setScheme(QStringLiteral("http"));
  url.setHost(reachable(server.address));
  url.setPort(server.port);
  url.setPath(QLatin1String(config::acmeChallengePath) + token);
  const std::filesystem::path webroot =
      server.webroot.empty() ? certificates::acmeWebroot(base::dataDirectory()) : server.webroot;
  m_file = webroot / std::string(config::acmeChallengePath).substr(1) / token.toStdString();
  m_content = token.toLatin1();
  std::error_code error;
  std::filesystem::create_directories(m_file.parent_path(), error);
  if (error) return emit finished(url.toString(), QString::fromLocal8Bit(error.message().c_str()));
  QFile file(toQt(m_file));
  if (!file.open(QIODevice::WriteOnly) || file.write(m_content) != m_content.size() || !file.flush())
    return emit finished(url.toString(), file.errorString());
  // The server may be another user.
  file.setPermissions(file.permissions() | QFile::ReadGroup | QFile::ReadOther);
  QNetworkRequest request(url);
  request.setRawHeader("Host", QUrl::toAce(host));
  request.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
  m_reply = m_network->get(request);
  connect(m_reply, &QNetworkReply::finished, this, &ChallengeCheck::handleReply);
}

void ChallengeCheck::handleReply() {
  QNetworkReply* reply = m_reply;
  m_reply = nullptr;
  reply->deleteLater();
  std::error_code ignored;
  std::filesystem::remove(m_file, ignored);
  const int status = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
  QString reason;
  if (status == 0)
    reason = reply->errorString();
  else if (status != 200)
    reason = tr("it answered %1").arg(status);
  else if (reply->readAll() != m_content)
    reason = tr("something else came");
  emit finished(reply->url().toString(), reason);
}
