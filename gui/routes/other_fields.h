// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// A handler that only the file can give. It is told and left alone.

#pragma once

#include "gui/routes/handler_fields.h"

class OtherFields : public HandlerFields {
  Q_OBJECT

 public:
  explicit OtherFields(QWidget* parent = nullptr);

  [[nodiscard]] bool shows(const config::RouteHandler& handler) const override;
  void setHandler(const config::RouteHandler& handler) override;
  [[nodiscard]] config::RouteHandler handler() const override { return m_handler; }
  [[nodiscard]] QString kind() const override;
  [[nodiscard]] FieldWords words() const override;
  void retranslate() override {}

 private:
  config::RouteHandler m_handler;
};
