// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// All routes of a server: a list, and the chosen one below it to edit. Changes nothing until it is accepted.

#pragma once

#include <QDialog>

#include "gui/routes/route_model.h"

class HandlerEditor;
class QLabel;
class QLineEdit;
class QPushButton;
class QTableView;
class WordsLine;

class RoutesDialog : public QDialog {
  Q_OBJECT

 public:
  RoutesDialog(const config::Config& config, QWidget* parent);

  [[nodiscard]] const std::vector<config::Route>& routes() const { return m_model.routes(); }

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void build();
  QWidget* buildEditor();
  void connectFields();
  void retranslate();
  void add(config::Route route);
  void removeChosen();
  void choose(int row);
  void showChosen();
  void handleMatch();
  void handleServed(const config::RouteHandler& handler);
  void check();
  [[nodiscard]] int chosen() const;

  config::Config m_config;
  RouteModel m_model;
  QLabel* m_introduction;
  QTableView* m_table;
  QPushButton* m_add;
  QPushButton* m_duplicate;
  QPushButton* m_remove;
  QLabel* m_hostLabel;
  QLineEdit* m_host;
  QLabel* m_pathLabel;
  QLineEdit* m_path;
  WordsLine* m_matchWords;
  QLabel* m_serveLabel;
  HandlerEditor* m_served;
  QPushButton* m_use;
};
