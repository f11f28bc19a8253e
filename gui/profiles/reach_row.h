// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Who can reach a server: this computer alone, or the local network too, and by which addresses.

#pragma once

#include "gui/profiles/choice_row.h"
#include "server/config/config.h"

class ReachRow : public ChoiceRow {
  Q_OBJECT

 public:
  explicit ReachRow(QWidget* parent = nullptr);

  /// Emits nothing.
  void setListener(const config::Listener& listener);
  /// Numeric addresses of this computer that others may reach, IPv4 first; at most three.
  [[nodiscard]] static QStringList addresses();

 signals:
  /// By the person: "127.0.0.1" or "0.0.0.0".
  void chosen(const QString& address);

 private:
  void retranslate() override;
  void tell();

  config::Listener m_listener;
};
