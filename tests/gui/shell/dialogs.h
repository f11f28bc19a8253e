// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Opens each dialog of the window, filled as somebody would. In any language: by its place, or by its words in that
// one.

#pragma once

#include "gui/shell/main_window.h"

class AuthorityCard;
class CertificatePage;

class Dialogs {
 public:
  /// `bundle`: certificate and key in one file, as somebody may bring them.
  Dialogs(MainWindow& window, QString bundle) : m_window(window), m_bundle(std::move(bundle)) {}

  /// The dialog in front, once it has settled; null: there is none.
  [[nodiscard]] static QWidget* shown();

  void newCertificate() const;
  void advancedCertificate() const;
  void importFiles() const;
  void linkFiles() const;
  void ladder() const;
  /// Below the table's buttons, of the certificate that is selected.
  void exportSelected() const;
  void renewSelected() const;
  void removeSelected() const;
  void addIntermediate() const;

  void makeAuthority() const;
  void addAuthorityNames() const;
  void trustAuthority() const;
  void share() const;
  /// The request that waits for its certificate, the server that runs.
  void signRequest() const;
  void inspect() const;
  /// The order of a public name, by HTTP-01 (0) or DNS-01 (1).
  void certify(int proof) const;

  void routes() const;
  void redisFiles() const;
  void shareTickets() const;
  void compare() const;
  void browserWarning() const;
  void settings() const;
  void about() const;
  /// Servers run, and somebody closes the window.
  void closing() const;

 private:
  [[nodiscard]] CertificatePage* page() const;
  [[nodiscard]] AuthorityCard* authority() const;
  void pressBesideDetails(const QString& text) const;

  MainWindow& m_window;
  QString m_bundle;
};
