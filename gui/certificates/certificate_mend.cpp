// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// One dialog or one change a kind.

#include "gui/certificates/certificate_mend.h"

#include <QStringList>
#include <QWidget>

#include "gui/base/background.h"
#include "gui/base/text.h"
#include "gui/certificates/add_intermediate_dialog.h"
#include "gui/certificates/authority_dialog.h"
#include "gui/certificates/import_dialog.h"
#include "gui/certificates/local_authority.h"
#include "gui/certificates/new_certificate_dialog.h"
#include "gui/certificates/renew_dialog.h"
#include "gui/certificates/renew_public_dialog.h"
#include "gui/certificates/trust_dialog.h"
#include "server/base/xdg_directories.h"
#include "server/certificates/acme.h"
#include "server/certificates/store_changes.h"

QString CertificateSubject::ownEntry() const {
  const std::filesystem::path folder = files.certificate.parent_path();
  return folder.parent_path() == certificates::storeFolder() ? toQt(folder.filename()) : QString();
}

CertificateMend::CertificateMend(LocalAuthority& authority, QWidget* page)
    : QObject(page), m_authority(authority), m_page(page) {}

QList<Mend::Kind> CertificateMend::kinds() {
  return {Mend::Kind::Renew,          Mend::Kind::OrderChain,     Mend::Kind::AddIntermediate,
          Mend::Kind::GivePassphrase, Mend::Kind::NewCertificate, Mend::Kind::TrustAuthority,
          Mend::Kind::MakeAuthority,  Mend::Kind::ExtendAuthority};
}

bool CertificateMend::apply(const Mend& mend, const CertificateSubject& subject) {
  if (!kinds().contains(mend.kind)) return false;
  const QString entry = subject.ownEntry();
  const bool changes =
      mend.kind == Mend::Kind::Renew || mend.kind == Mend::Kind::OrderChain || mend.kind == Mend::Kind::AddIntermediate;
  if (changes && entry.isEmpty()) {
    emit failed(base::Error(tr("“%1” lies outside the store and is never changed from here. Change it where it is, or "
                               "import it.")
                                .arg(toQt(subject.files.certificate.filename()))
                                .toStdString()));
    return true;
  }
  switch (mend.kind) {
    case Mend::Kind::Renew:
      renew(entry);
      break;
    case Mend::Kind::OrderChain:
      orderChain(entry);
      break;
    case Mend::Kind::AddIntermediate:
      addIntermediate(entry);
      break;
    case Mend::Kind::GivePassphrase: {
      certificates::IdentityFiles files = subject.files;
      if (files.key.empty()) files.key = toPath(mend.argument);
      bringWithPassphrase(files);
      break;
    }
    case Mend::Kind::NewCertificate:
      makeNew(subject, mend.argument.isEmpty() ? subject.host : mend.argument);
      break;
    case Mend::Kind::TrustAuthority:
      (new TrustDialog(m_authority, m_page->window()))->open();
      break;
    case Mend::Kind::MakeAuthority:
      (new AuthorityDialog(m_authority, AuthorityDialog::Purpose::Create, m_page->window()))->open();
      break;
    default: {
      auto* dialog = new AuthorityDialog(m_authority, AuthorityDialog::Purpose::Reissue, m_page->window());
      dialog->setNames(mend.argument);
      dialog->open();
    }
  }
  return true;
}

void CertificateMend::renew(const QString& entry) {
  if (certificates::isAcmeEntry(certificates::storeFolder(), entry.toStdString())) {
    auto* dialog = new RenewPublicDialog(entry, m_page->window());
    connect(dialog, &RenewPublicDialog::renewed, this, &CertificateMend::mended);
    return dialog->open();
  }
  auto* dialog = new RenewDialog(m_authority, entry, m_page->window());
  connect(dialog, &RenewDialog::renewed, this, &CertificateMend::mended);
  dialog->open();
}

void CertificateMend::orderChain(const QString& entry) {
  inBackground(
      this, [name = entry.toStdString()] { return certificates::orderEntryChain(certificates::storeFolder(), name); },
      [this](const base::Result<void>& ordered) {
        if (!ordered) emit failed(ordered.error());
        emit mended();
      });
}

void CertificateMend::addIntermediate(const QString& entry) {
  auto* dialog = new AddIntermediateDialog(entry, m_page->window());
  connect(dialog, &AddIntermediateDialog::added, this, &CertificateMend::mended);
  dialog->open();
}

// A server asks nobody for a passphrase: the store keeps the key without one, for its owner alone.
void CertificateMend::bringWithPassphrase(const certificates::IdentityFiles& files) {
  auto* dialog = new ImportDialog(m_page->window());
  QStringList paths{toQt(files.certificate), toQt(files.key)};
  for (const std::filesystem::path& file : files.ca) paths += toQt(file);
  paths.removeAll(QString());
  dialog->setFiles(paths);
  connect(dialog, &ImportDialog::imported, this, &CertificateMend::made);
  dialog->open();
}

// With the names that it has, and the one that is missing.
void CertificateMend::makeNew(const CertificateSubject& subject, const QString& host) {
  inBackground(
      this,
      [file = subject.files.certificate] {
        const auto read = certificates::readCertificates(file);
        return read ? certificates::factsOf(read->front().get()).names : std::vector<std::string>();
      },
      [this, host](const std::vector<std::string>& present) {
        QStringList names;
        if (!host.isEmpty()) names += host;
        for (const std::string& name : present) names += toQt(name);
        if (names == QStringList{QStringLiteral("localhost")})
          names += {QStringLiteral("127.0.0.1"), QStringLiteral("::1")};
        names.removeDuplicates();
        auto* dialog = new NewCertificateDialog(m_authority, m_page->window());
        dialog->setNames(names.join(QLatin1Char(' ')));
        connect(dialog, &NewCertificateDialog::made, this, &CertificateMend::made);
        dialog->open();
      });
}
