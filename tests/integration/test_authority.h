// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// A certificate authority of a test's own, by the openssl command and nothing of ours.

#pragma once

#include <QString>
#include <QStringList>

class TestAuthority {
 public:
  /// Makes FOLDER/ca.pem and ca.key. False: complaint() says why.
  bool make(const QString& folder);
  /// Makes NAME.pem and NAME.key there, with these names ("DNS:a.test") for servers, or none for clients. `key`: the
  /// arguments of `openssl req -newkey`. Dates in the form of openssl-ca(1); empty: from now for 300 days.
  bool issue(const QString& name, const QStringList& names, const QStringList& key = ecdsa(),
             const QString& notBefore = {}, const QString& notAfter = {});
  /// Revokes NAME.pem, and writes FOLDER/ca_and_crl.pem with the authority and its list.
  bool revoke(const QString& name);

  [[nodiscard]] static QStringList ecdsa() { return {"ec", "-pkeyopt", "ec_paramgen_curve:P-256"}; }
  [[nodiscard]] static QStringList rsa() { return {"rsa:2048"}; }
  [[nodiscard]] QString path(const QString& file) const { return m_folder + '/' + file; }
  [[nodiscard]] QString complaint() const { return m_complaint; }

 private:
  bool openssl(const QStringList& arguments);
  bool write(const QString& file, const QByteArray& content);

  QString m_folder;
  QString m_complaint;
};
