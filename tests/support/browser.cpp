// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// See browser.h.

#include "tests/support/browser.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <algorithm>

#include "tests/support/temporary_home.h"

namespace {

QString logOf(const TemporaryHome& home, const QString& profile) {
  return home.path(profile + ".net.json");
}

}  // namespace

QStringList browserArguments(const TemporaryHome& home, const QString& profile, const QString& url) {
  return {"--headless",
          "--no-sandbox",
          "--disable-gpu",
          "--disable-quic",
          "--no-first-run",
          "--disable-sync",
          "--disable-background-networking",
          "--disable-component-update",
          "--host-resolver-rules=MAP shop.test 127.0.0.1,MAP *.shop.test 127.0.0.1,MAP bank.example 127.0.0.1",
          "--log-net-log=" + logOf(home, profile),
          "--user-data-dir=" + home.path(profile),
          "--dump-dom",
          url};
}

BrowserLog::BrowserLog(const TemporaryHome& home, const QString& profile) {
  QFile file(logOf(home, profile));
  if (file.open(QIODevice::ReadOnly)) m_log = QJsonDocument::fromJson(file.readAll()).object();
}

QList<QJsonObject> BrowserLog::events(const QString& type) const {
  QList<QJsonObject> found;
  const QJsonValue number = m_log["constants"].toObject()["logEventTypes"].toObject()[type];
  for (const auto& each : m_log["events"].toArray()) {
    const QJsonObject event = each.toObject();
    if (event["type"] == number) found.append(event["params"].toObject());
  }
  return found;
}

bool BrowserLog::spokeHttp2With(const QString& authority) const {
  const QList<QJsonObject> sessions = events("HTTP2_SESSION");
  return std::any_of(sessions.begin(), sessions.end(),
                     [&](const QJsonObject& session) { return session["host"].toString().contains(authority); });
}
