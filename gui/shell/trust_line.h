// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// One line on what a browser will say of the connection, and what to click when it warns.

#pragma once

#include <QWidget>
#include <optional>

#include "server/certificates/certificate.h"
#include "server/config/config.h"

class CertificateList;
class ElidedLabel;
class QLabel;
class QPushButton;

class TrustLine : public QWidget {
  Q_OBJECT

 public:
  TrustLine(CertificateList& certificates, QWidget* parent = nullptr);

  void setListener(const config::Listener& listener);

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void look();
  void show();
  void explain();

  CertificateList& m_certificates;
  QLabel* m_icon;
  ElidedLabel* m_text;
  QPushButton* m_explain;
  config::Listener m_listener;
  std::optional<certificates::CertificateFacts> m_facts;  ///< empty: not known, or made by the server on first use
};
