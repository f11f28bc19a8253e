// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The server that the window shows, as a public authority would meet it: told to the dialog that orders a certificate,
// and given what the dialog asks for: a route, and a plain listener where it has none.

#pragma once

#include <QObject>
#include <optional>

#include "gui/certificates/challenge_check.h"

class PublicNameDialog;
class ServerPage;

class ChallengeAnswer : public QObject {
  Q_OBJECT

 public:
  /// Belongs to the page.
  explicit ChallengeAnswer(ServerPage& page);

  /// Tells the dialog of the server, now and whenever it changes.
  void serve(PublicNameDialog* dialog);

 private:
  /// Empty: no server with a valid file.
  [[nodiscard]] std::optional<ChallengeServer> server() const;
  void addRoute();

  ServerPage& m_page;
};
