// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// What is done with certificates now and then, behind the page's "More": somebody's request signed, one of our own
// made, a server looked at, a public authority asked.

#pragma once

#include <QMenu>

#include "gui/certificates/public_name_dialog.h"

class LocalAuthority;

class MoreMenu : public QMenu {
  Q_OBJECT

 public:
  /// Dialogs belong to the window of `page`, which is its parent.
  MoreMenu(LocalAuthority& authority, QWidget* page);

  /// `file`: empty, or a request that was dropped.
  void signRequest(const QString& file);
  void makeRequest();
  void inspectServer();
  void certifyPublicName();
  void retranslate();

 signals:
  /// It was opened, and does not know yet which server answers the authority.
  void publicNameOpened(PublicNameDialog* dialog);
  /// An entry of the store.
  void made(const QString& entry);

 private:
  LocalAuthority& m_authority;
  QAction* m_publicName;
  QAction* m_makeRequest;
  QAction* m_signRequest;
  QAction* m_inspect;
};
