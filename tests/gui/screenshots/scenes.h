// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Brings the real window and a real server into the states worth a picture. Each leaves the server as the next one
// expects it.

#pragma once

#include "gui/shell/main_window.h"
#include "tests/support/temporary_home.h"

class CertificatePage;

class Scenes {
 public:
  Scenes(MainWindow& window, const TemporaryHome& home) : m_window(window), m_home(home) {}

  bool start();
  /// Requests, kills, and replacements.
  bool stir();
  /// The certificate's files change, and the server takes them over by itself.
  bool swapCertificate();
  bool showLives(bool shown);
  /// Hosts and paths of their own, and the dialog that edits them.
  bool serveSeveral();
  void editRoutes() const;
  /// Visits are counted in a Redis that is not there, and Setup is open with all its rows.
  bool loseSessions();
  /// Each worker exits soon after its first answer.
  bool crashLoop();
  /// Another server wants the port of the running one.
  bool wantTakenPort();
  bool stop();

  /// An authority, certificates in different states, and their page.
  bool showCertificates();
  /// Certificate and key in one file, as somebody may bring them.
  [[nodiscard]] QString bundle() const { return m_home.path(QStringLiteral("site.pem")); }
  [[nodiscard]] CertificatePage* page() const;
  /// Their dialogs, filled: the request that waits for its certificate, the server that runs, a phone's page.
  static void signRequest(const CertificatePage& page);
  static void inspect(const CertificatePage& page);
  static void share(CertificatePage& page);
  /// The order of a public name, by HTTP-01 (0) or DNS-01 (1).
  static void certify(const CertificatePage& page, int proof);
  /// Of the dialog in front, once it has settled; null: there is none.
  [[nodiscard]] static QWidget* dialog();

 private:
  [[nodiscard]] Cluster* cluster() const;
  [[nodiscard]] bool writeCertificate() const;
  [[nodiscard]] bool writeConfig(const QByteArray& route) const;

  MainWindow& m_window;
  const TemporaryHome& m_home;
};
