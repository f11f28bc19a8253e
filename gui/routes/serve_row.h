// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// What a server serves, in Setup: its main route to edit in place, the others in a dialog, the file for the rest.

#pragma once

#include <QWidget>

#include "server/config/config.h"

class HandlerEditor;
class QLabel;
class QPushButton;

class ServeRow : public QWidget {
  Q_OBJECT

 public:
  explicit ServeRow(QWidget* parent = nullptr);

  /// Emits nothing.
  void setConfig(const config::Config& config);
  [[nodiscard]] HandlerEditor* editor() const { return m_editor; }

 signals:
  /// By the person.
  void edited(const std::vector<config::Route>& routes);
  void openFileAsked();

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void retranslate();
  void openRoutes();
  void handleServed(const config::RouteHandler& handler);
  void tell();

  config::Config m_config;
  HandlerEditor* m_editor;
  QPushButton* m_routes;
  QLabel* m_more;
  QPushButton* m_openFile;
};
