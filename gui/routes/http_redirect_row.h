// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The switch "send http to https", its port, and where that leads.

#pragma once

#include <QWidget>

#include "server/config/config.h"

class QCheckBox;
class QSpinBox;
class WordsLine;

class HttpRedirectRow : public QWidget {
  Q_OBJECT

 public:
  explicit HttpRedirectRow(QWidget* parent = nullptr);

  /// Emits nothing.
  void setConfig(const config::Config& config);

 signals:
  /// By the person: with the redirect, without, or with another port.
  void edited(const config::Config& config);

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void retranslate();
  void handleToggled(bool on);
  void handlePort(int port);
  void tell();

  config::Config m_config;
  QCheckBox* m_switch;
  QSpinBox* m_port;
  WordsLine* m_words;
};
