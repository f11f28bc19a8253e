// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Whether Prometheus can read a server's figures, and where: the switch, address and port, and the URL while it is read
// there.

#pragma once

#include <QUrl>
#include <QWidget>
#include <optional>
#include <vector>

#include "server/config/config.h"
#include "server/control/message.h"

class QLineEdit;
class QPushButton;
class QSpinBox;
class SegmentedControl;
class WordsLine;
struct FieldWords;

class MetricsRow : public QWidget {
  Q_OBJECT

 public:
  explicit MetricsRow(QWidget* parent = nullptr);

  /// Emits nothing.
  void setConfig(const config::Config& config);
  /// What a running server really listens on; empty: it does not run.
  void setListening(const std::vector<control::ListenerStatus>& listeners);
  /// Where they are read, or will be; invalid: not known before it runs.
  [[nodiscard]] QUrl url() const;

 signals:
  /// By the person. Where it was before, else the first free port from 9100 on, for this computer alone.
  void chosen(const config::Metrics& metrics);

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void build();
  void retranslate();
  void handleSwitched(bool on);
  void handleTyped();
  void open();
  void copy() const;
  void tell();
  [[nodiscard]] FieldWords words() const;
  [[nodiscard]] const control::ListenerStatus* served() const;

  config::Config m_config;
  config::Metrics m_last;  ///< what "For Prometheus" brings back
  std::optional<control::ListenerStatus> m_listening;
  SegmentedControl* m_switch;
  QLineEdit* m_address;
  QSpinBox* m_port;
  WordsLine* m_words;
  QPushButton* m_open;
  QPushButton* m_copy;
};
