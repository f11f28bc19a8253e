// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The local authority on the certificates page: whether there is one, what it can vouch for, who trusts it.

#pragma once

#include "gui/style/card.h"

class LocalAuthority;
class QLabel;
class QPushButton;

class AuthorityCard : public Card {
  Q_OBJECT

 public:
  AuthorityCard(LocalAuthority& authority, QWidget* parent = nullptr);

  void create();
  void trust();
  void exportPublic();
  void giveToPhone();

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void show();
  [[nodiscard]] QString trustText() const;

  LocalAuthority& m_authority;
  QLabel* m_shape;
  QLabel* m_title;
  QLabel* m_scope;
  QLabel* m_state;
  QPushButton* m_create;
  QPushButton* m_trust;
  QPushButton* m_more;
  QPushButton* m_export;
  QPushButton* m_phone;
};
