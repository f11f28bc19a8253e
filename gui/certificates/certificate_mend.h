// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// What the buttons beside a certificate's problems do, the same on every page: dialogs over the page, and changes of
// the store. Files that lie elsewhere are never written to; the person is told so.

#pragma once

#include <QObject>

#include "gui/problems/mend.h"
#include "server/base/error.h"
#include "server/certificates/identity.h"

class LocalAuthority;
class QWidget;

struct CertificateSubject {
  certificates::IdentityFiles files;
  QString host;  ///< what clients ask for; empty: not known

  /// Its name in the store; empty: it lies elsewhere, perhaps linked.
  [[nodiscard]] QString ownEntry() const;
};

class CertificateMend : public QObject {
  Q_OBJECT

 public:
  CertificateMend(LocalAuthority& authority, QWidget* page);

  static QList<Mend::Kind> kinds();
  /// False: another kind, nothing done.
  bool apply(const Mend& mend, const CertificateSubject& subject);

 signals:
  /// In place: to be looked at again.
  void mended();
  /// A new entry, to be used instead.
  void made(const QString& entry);
  void failed(const base::Error& error);

 private:
  void renew(const QString& entry);
  void orderChain(const QString& entry);
  void addIntermediate(const QString& entry);
  void bringWithPassphrase(const certificates::IdentityFiles& files);
  void makeNew(const CertificateSubject& subject, const QString& host);

  LocalAuthority& m_authority;
  QWidget* m_page;
};
