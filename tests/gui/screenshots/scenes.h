// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Brings the real window and a real server into the states worth a picture. Each leaves the server as the next one
// expects it.

#pragma once

#include "gui/shell/main_window.h"
#include "tests/support/temporary_home.h"

class Scenes {
 public:
  Scenes(MainWindow& window, const TemporaryHome& home) : m_window(window), m_home(home) {}

  bool start();
  /// Requests, kills, and replacements.
  bool stir();
  /// The certificate's files change, and the server takes them over by itself.
  bool swapCertificate();
  bool showLives(bool shown);
  bool openCharts(bool shown);
  /// Hosts and paths of their own.
  bool serveSeveral();
  /// Visits are counted in a Redis that is not there, and Setup is open with all its rows.
  bool loseSessions();
  /// The same by an address that is encrypted.
  bool encryptSessions();
  /// Somebody changes the file into one that cannot be used, and back.
  bool breakFile();
  bool mendFile();
  /// The setup is changed here, and the file outside; takeFile() ends it.
  bool changeBoth();
  bool takeFile();
  /// Each worker exits soon after its first answer.
  bool crashLoop();
  /// Another server wants the port of the running one.
  bool wantTakenPort();
  bool stop();

  /// An authority, certificates in different states, and their page.
  bool showCertificates();
  /// Certificate and key in one file, as somebody may bring them.
  [[nodiscard]] QString bundle() const { return m_home.path(QStringLiteral("site.pem")); }

 private:
  [[nodiscard]] Cluster* cluster() const;
  [[nodiscard]] bool writeCertificate() const;
  /// And waits until the window shows it.
  [[nodiscard]] bool writeConfig(const QByteArray& route) const;
  [[nodiscard]] bool writeFile(const QByteArray& route) const;

  MainWindow& m_window;
  const TemporaryHome& m_home;
};
