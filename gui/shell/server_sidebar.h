// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The left side of the window: the servers with their states, and the other pages.

#pragma once

#include <QWidget>

class ProfileModel;
class QHBoxLayout;
class QLabel;
class QListView;
class QToolButton;

class ServerSidebar : public QWidget {
  Q_OBJECT

 public:
  enum class Page { Server, Certificates };

  ServerSidebar(ProfileModel& model, QWidget* parent = nullptr);

  [[nodiscard]] QString selectedServer() const;
  void selectServer(const QString& id);
  void showPage(Page page);
  /// Shapes and icons only.
  void setNarrow(bool narrow);
  [[nodiscard]] QListView* list() const { return m_list; }

 signals:
  void serverSelected(const QString& id);
  void certificatesSelected();
  void addAsked();
  void menuAsked(const QPoint& globalPosition);

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void retranslate();

  ProfileModel& m_model;
  QLabel* m_heading;
  QToolButton* m_add;
  QHBoxLayout* m_headingRow = nullptr;
  QListView* m_list;
  QToolButton* m_certificates;
  bool m_narrow = false;
};
