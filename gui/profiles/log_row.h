// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Where a server's requests are written down: nowhere, in this window, or in a file.

#pragma once

#include "gui/profiles/choice_row.h"
#include "server/config/config.h"

class LogRow : public ChoiceRow {
  Q_OBJECT

 public:
  explicit LogRow(QWidget* parent = nullptr);

  /// Emits nothing.
  void setConfig(const config::Config& config);

 signals:
  /// By the person. A file is the one that was there before, else access.log beside the configuration.
  void chosen(const config::Log& log);

 private:
  void retranslate() override;
  void tell();

  config::Log m_log;
  std::filesystem::path m_configFile;
  std::filesystem::path m_file;  ///< what "To a file" means
};
