// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The local authority, the certificates of the store, and what can be done with them: made, brought, linked, renewed,
// taken out, removed, and looked at in every field.

#pragma once

#include <QWidget>
#include <optional>

#include "gui/certificates/public_name_dialog.h"
#include "server/certificates/certificate_store.h"

class AuthorityCard;
class CertificateMend;
class CertificateRemoval;
class CertificateDetails;
class CertificateList;
class MoreMenu;
class ProblemList;
class QLabel;
class QPushButton;
class QTableView;
struct CertificateSubject;
struct Mend;

class CertificatePage : public QWidget {
  Q_OBJECT

 public:
  CertificatePage(CertificateList& list, QWidget* parent = nullptr);

  /// What stands behind its "More".
  [[nodiscard]] QList<QAction*> moreActions() const;

 public slots:
  void makeNew();
  /// Files that were dropped, or none.
  void importFiles(const QStringList& files);
  void linkFiles();
  void trustAuthority();
  /// Selects it, at once or when it is listed.
  void showEntry(const QString& entry);
  /// Climbs the ladder of the selected certificate.
  void checkTrust();

 signals:
  /// A dialog that does not know yet which server answers a public authority.
  void publicNameOpened(PublicNameDialog* dialog);

 protected:
  void changeEvent(QEvent* event) override;
  void dragEnterEvent(QDragEnterEvent* event) override;
  void dropEvent(QDropEvent* event) override;

 private:
  void build();
  void connectParts();
  void retranslate();
  void handleSelection();
  void select(const QString& name);
  [[nodiscard]] const certificates::StoreEntry* selected() const;
  void exportSelected();
  void copyRequest();
  void openFiles(const std::optional<certificates::StoreEntry>& instead);
  void handleMend(const Mend& mend);
  [[nodiscard]] CertificateSubject subject() const;
  void handleDone(const base::Result<void>& result);

  CertificateList& m_list;
  QLabel* m_title;
  QLabel* m_explanation;
  QPushButton* m_new;
  QPushButton* m_import;
  QPushButton* m_link;
  QPushButton* m_openFolder;
  QPushButton* m_more;
  MoreMenu* m_moreMenu;
  AuthorityCard* m_authority;
  QTableView* m_table;
  CertificateDetails* m_details;
  QPushButton* m_renew;
  QPushButton* m_export;
  QPushButton* m_request;
  QPushButton* m_check;
  QPushButton* m_remove;
  ProblemList* m_problems;
  ProblemList* m_failure;
  CertificateRemoval* m_removal;
  CertificateMend* m_mend;
  QString m_wanted;  ///< to be selected once it is listed
  QString m_shown;
};
