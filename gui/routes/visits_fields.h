// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The page that counts visits. It has nothing to set: in its place stands what it shows.

#pragma once

#include "gui/routes/handler_fields.h"

class ElidedLabel;

class VisitsFields : public HandlerFields {
  Q_OBJECT

 public:
  explicit VisitsFields(QWidget* parent = nullptr);

  [[nodiscard]] bool shows(const config::RouteHandler& handler) const override;
  void setHandler(const config::RouteHandler&) override {}
  [[nodiscard]] config::RouteHandler handler() const override { return config::VisitsRoute(); }
  void setSurroundings(const config::Config& config) override;
  [[nodiscard]] QString kind() const override;
  /// What to expect of the store that is chosen.
  [[nodiscard]] FieldWords words() const override;
  void retranslate() override;

 private:
  config::SessionStoreKind m_store = config::SessionStoreKind::Cluster;
  ElidedLabel* m_shows;
};
