// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Sending visitors to another address, for now or for good.

#pragma once

#include "gui/routes/handler_fields.h"

class QComboBox;
class QLabel;
class QLineEdit;

class RedirectFields : public HandlerFields {
  Q_OBJECT

 public:
  explicit RedirectFields(QWidget* parent = nullptr);

  [[nodiscard]] bool shows(const config::RouteHandler& handler) const override;
  void setHandler(const config::RouteHandler& handler) override;
  [[nodiscard]] config::RouteHandler handler() const override;
  [[nodiscard]] QString kind() const override;
  [[nodiscard]] FieldWords words() const override;
  void retranslate() override;

 private:
  [[nodiscard]] config::RedirectRoute typed() const;

  config::RedirectRoute m_redirect;  ///< as it was set, with what the fields do not show
  QLabel* m_label;
  QLineEdit* m_target;
  QComboBox* m_status;
};
