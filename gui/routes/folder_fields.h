// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// A folder's files: which folder, and whether a folder without an index page shows a list.

#pragma once

#include "gui/routes/folder_watch.h"
#include "gui/routes/handler_fields.h"

class QCheckBox;
class QLineEdit;
class QPushButton;

class FolderFields : public HandlerFields {
  Q_OBJECT

 public:
  explicit FolderFields(QWidget* parent = nullptr);

  [[nodiscard]] bool shows(const config::RouteHandler& handler) const override;
  void setHandler(const config::RouteHandler& handler) override;
  [[nodiscard]] config::RouteHandler handler() const override;
  void setSurroundings(const config::Config& config) override;
  [[nodiscard]] QString kind() const override;
  [[nodiscard]] FieldWords words() const override;
  void retranslate() override;

 protected:
  void showEvent(QShowEvent* event) override;
  void hideEvent(QHideEvent* event) override;

 private:
  void browse();
  void watch();
  [[nodiscard]] config::FilesRoute typed() const;

  config::FilesRoute m_files;      ///< as it was set, with what the fields do not show
  std::filesystem::path m_folder;  ///< the configuration's, which relative paths start from
  FolderWatch m_watch;
  QLineEdit* m_path;
  QPushButton* m_browse;
  QCheckBox* m_listing;
};
