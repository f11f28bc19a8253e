// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Whether a proof put into the webroot can be fetched from the person's own server, before an authority looks for it
// and counts a failure.

#pragma once

#include <QObject>
#include <QString>
#include <filesystem>

class QNetworkAccessManager;
class QNetworkReply;

/// A server's plain listener, where an authority's questions shall arrive.
struct ChallengeServer {
  QString title;
  QString address;                ///< of the listener as it is configured; empty: it has none for plain HTTP
  int port = 0;                   ///< 0: none
  bool hasRoute = false;          ///< a route "acme-challenge" answers there
  bool canChange = false;         ///< what is missing can be added
  std::filesystem::path webroot;  ///< of that route; empty: where it is when nothing is said
  bool operator==(const ChallengeServer&) const = default;
};

class ChallengeCheck : public QObject {
  Q_OBJECT

 public:
  explicit ChallengeCheck(QObject* parent = nullptr);
  ~ChallengeCheck() override;

  /// Puts a token there and asks for it on this computer by the name `host`. Does nothing while it runs.
  void start(const ChallengeServer& server, const QString& host);

 signals:
  /// `url` is what was asked; `reason` is empty where the token came.
  void finished(const QString& url, const QString& reason);

 private:
  void handleReply();

  QNetworkAccessManager* m_network;
  QNetworkReply* m_reply = nullptr;
  std::filesystem::path m_file;
  QByteArray m_content;
};
