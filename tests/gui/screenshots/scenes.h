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
  /// Of the dialog in front, once it has settled; null: there is none.
  [[nodiscard]] static QWidget* dialog();

 private:
  [[nodiscard]] Cluster* cluster() const;
  [[nodiscard]] bool writeCertificate() const;
  [[nodiscard]] bool writeConfig(const QByteArray& route) const;

  MainWindow& m_window;
  const TemporaryHome& m_home;
};
