// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The hello page: its greeting, and the crash that shows a restart.

#pragma once

#include "gui/routes/handler_fields.h"

class QCheckBox;
class QDoubleSpinBox;
class QLabel;
class QLineEdit;

class HelloFields : public HandlerFields {
  Q_OBJECT

 public:
  explicit HelloFields(QWidget* parent = nullptr);

  [[nodiscard]] bool shows(const config::RouteHandler& handler) const override;
  void setHandler(const config::RouteHandler& handler) override;
  [[nodiscard]] config::RouteHandler handler() const override;
  void setSurroundings(const config::Config& config) override;
  [[nodiscard]] QString kind() const override;
  [[nodiscard]] FieldWords words() const override;
  void retranslate() override;

 private:
  QLabel* m_label;
  QLineEdit* m_greeting;
  QCheckBox* m_crash;
  QDoubleSpinBox* m_crashAfter;
};
