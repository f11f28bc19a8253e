// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// An app that listens elsewhere, mostly on a port of this computer, and whether it is up.

#pragma once

#include "gui/routes/backend_watch.h"
#include "gui/routes/handler_fields.h"

class QLabel;
class QLineEdit;

class AppFields : public HandlerFields {
  Q_OBJECT

 public:
  explicit AppFields(QWidget* parent = nullptr);

  [[nodiscard]] bool shows(const config::RouteHandler& handler) const override;
  void setHandler(const config::RouteHandler& handler) override;
  [[nodiscard]] config::RouteHandler handler() const override;
  [[nodiscard]] QString kind() const override;
  [[nodiscard]] FieldWords words() const override;
  void retranslate() override;

 protected:
  void showEvent(QShowEvent* event) override;
  void hideEvent(QHideEvent* event) override;

 private:
  [[nodiscard]] std::vector<config::BackendAddress> typed() const;

  config::ProxyRoute m_proxy;  ///< as it was set, with what the fields do not show
  BackendWatch m_watch;
  QLabel* m_label;
  QLineEdit* m_address;
};
