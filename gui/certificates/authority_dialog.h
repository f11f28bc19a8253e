// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Making the local authority, or giving it another certificate with more names. What it will be able to vouch for is
// said before.

#pragma once

#include "gui/certificates/task_dialog.h"
#include "server/certificates/certificate_authority.h"

class LocalAuthority;
class QComboBox;

class AuthorityDialog : public TaskDialog {
  Q_OBJECT

 public:
  enum class Purpose { Create, Reissue };
  AuthorityDialog(LocalAuthority& authority, Purpose purpose, QWidget* parent);

  void setNames(const QString& names);

 protected:
  void perform() override;

 private:
  void build();
  [[nodiscard]] std::vector<std::string> names() const;
  [[nodiscard]] certificates::NameConstraints present() const;
  void check();
  void showPlan(const certificates::AuthorityChange& change);
  void finish();

  LocalAuthority& m_authority;
  Purpose m_purpose;
  QLabel* m_scope;
  QLineEdit* m_names;
  QLabel* m_plan;
  QComboBox* m_key = nullptr;
  QLineEdit* m_passphrase = nullptr;
  QLineEdit* m_again = nullptr;
  int m_check = 0;
};
