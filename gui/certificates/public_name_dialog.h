// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// A certificate for public names from a public authority: which names, how they are proved, by whom. Says before the
// order what is wrong with it, and looks itself whether the proof can be fetched: an authority counts failures.

#pragma once

#include "gui/certificates/challenge_check.h"
#include "gui/certificates/task_dialog.h"
#include "server/certificates/acme.h"
#include "server/control/message_acme.h"

class AcmeRun;
class Banner;
class FileField;
class QCheckBox;
class QComboBox;

class PublicNameDialog : public TaskDialog {
  Q_OBJECT

 public:
  explicit PublicNameDialog(QWidget* parent);

  /// The server that shall answer the authority, as it is now; empty: there is none.
  void setServer(const std::optional<ChallengeServer>& server);

 signals:
  /// The server shall get a route that answers the authority, and a listener for it where it has none.
  void routeAsked();
  void made(const QString& entry);

 protected:
  void perform() override;

 private:
  void build();
  void check();
  void showServer();
  [[nodiscard]] bool isByDns() const;
  [[nodiscard]] bool isElsewhere() const;
  [[nodiscard]] certificates::AcmeOrder order() const;
  /// What is still to be done before Start; empty: nothing.
  [[nodiscard]] QString missing(const certificates::AcmeOrder& order) const;
  void startOrder();
  void handleChecked(const QString& url, const QString& reason);
  void handleFinished(const control::AcmeOutcome& outcome);

  std::optional<ChallengeServer> m_server;
  QFormLayout* m_form = nullptr;
  QLineEdit* m_names;
  QLineEdit* m_email;
  QComboBox* m_proof;
  QLineEdit* m_provider;
  QCheckBox* m_noWait;
  QComboBox* m_authority;
  QLineEdit* m_directory;
  FileField* m_trustedCa;
  QCheckBox* m_accept;
  QLabel* m_terms;
  ProblemList* m_advice;
  Banner* m_answers;
  QPushButton* m_addRoute;
  QLabel* m_missing;
  Banner* m_done;
  ChallengeCheck* m_check;
  AcmeRun* m_run;
};
