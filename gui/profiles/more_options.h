// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The rows of Setup that most servers leave alone, below the others and behind "More options". What is in use is never
// out of sight. One more row is one more add() in build().

#pragma once

#include <QObject>
#include <functional>
#include <vector>

#include "server/config/config.h"
#include "server/control/message.h"

class MetricsRow;
class QGridLayout;
class QLabel;
class QPushButton;
class QWidget;

class MoreOptions : public QObject {
  Q_OBJECT

 public:
  /// Labels go to the first column of `grid`, the layout of `form`, and fields to the second.
  MoreOptions(QGridLayout& grid, QWidget* form, QObject* parent = nullptr);

  /// Emits nothing.
  void setConfig(const config::Config& config);
  /// What a running server really listens on; empty: it does not run.
  void setListening(const std::vector<control::ListenerStatus>& listeners);
  /// Folded away, there is nothing to open.
  void setFolded(bool folded);
  /// "More options" or "Fewer options": the owner places it.
  [[nodiscard]] QPushButton* button() const { return m_button; }
  void retranslate();

 signals:
  /// By the person.
  void edited(const config::Config& config);

 private:
  using Question = std::function<bool(const config::Config&)>;
  struct Row {
    const char* words;
    QWidget* fields;
    std::function<void(const config::Config&)> show;
    Question isInUse;
    Question isPossible = [](const config::Config&) { return true; };
    QLabel* label = nullptr;
    bool kept = false;  ///< was in use: it does not vanish below the pointer that switched it off
  };

  void build(QWidget* form);
  void add(Row row);
  void change(const std::function<void(config::Config&)>& change);
  void handleClicked();
  void tell();

  QGridLayout& m_grid;
  QPushButton* m_button;
  MetricsRow* m_metrics = nullptr;
  std::vector<Row> m_rows;
  config::Config m_config;
  bool m_open = false;
  bool m_folded = false;
};
