// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Which certificate a listener shows: one of the store, or files picked where they lie.

#pragma once

#include <QWidget>
#include <optional>

#include "server/config/config.h"

class CertificateList;
class QComboBox;
class QPushButton;

class CertificatePicker : public QWidget {
  Q_OBJECT

 public:
  CertificatePicker(CertificateList& list, QWidget* parent = nullptr);

  /// Empty: the self-signed one for localhost. Emits nothing.
  void setReference(const std::optional<config::CertificateReference>& reference);
  [[nodiscard]] const std::optional<config::CertificateReference>& reference() const { return m_reference; }
  /// What the closed box shows.
  [[nodiscard]] QString text() const;
  [[nodiscard]] QComboBox* comboBox() const { return m_combo; }
  void pickFiles();

 signals:
  /// By the person.
  void chosen(const config::CertificateReference& reference);
  /// To look at all, this one selected; empty: it is not in the store.
  void manageAsked(const QString& entry);

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void fill();
  void handleActivated(int index);
  void choose(const config::CertificateReference& reference);

  CertificateList& m_list;
  QComboBox* m_combo;
  QPushButton* m_pick;
  QPushButton* m_manage;
  std::optional<config::CertificateReference> m_reference;
};
