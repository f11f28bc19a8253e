// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The secret with which the machines of one server share TLS sessions: choosing its file or making it, and whether the
// server would take it, which is looked at as soon as it is chosen.

#pragma once

#include <QTimer>

#include "gui/certificates/task_dialog.h"
#include "gui/style/palette.h"
#include "server/certificates/ticket_secret.h"
#include "server/config/config.h"

class Banner;
class FileField;

class SharedTicketsDialog : public TaskDialog {
  Q_OBJECT

 public:
  SharedTicketsDialog(const config::Config& config, QWidget* parent);

  /// Absolute. Empty: each machine is on its own.
  [[nodiscard]] std::filesystem::path secret() const;

 protected:
  void perform() override { accept(); }
  void handleMended() override { check(); }
  void showError(const base::Error& error) override;
  bool event(QEvent* event) override;

 private:
  void build();
  void make();
  void handleMade(const base::Result<certificates::TicketSecretMaking>& making);
  void check();
  void show(const base::Result<void>& fit);
  void say(style::Tone tone, const QString& text, const QString& detail = {});

  std::filesystem::path m_folder;   ///< the configuration's
  std::filesystem::path m_sharing;  ///< what was chosen when it was opened
  FileField* m_file;
  QPushButton* m_make;
  Banner* m_state;
  QTimer m_settle;
  std::filesystem::path m_made;  ///< what "Make one" led to; empty: it was not pressed
  certificates::TicketSecretMaking m_making{};
  int m_check = 0;  ///< the newest one: an older answer is of a file no longer chosen
};
