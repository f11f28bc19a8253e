// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// One line on what the browsers of this machine will say of the connection, and the ways to a better one when they
// warn.

#pragma once

#include <QWidget>
#include <optional>

#include "gui/certificates/trust_verdict.h"
#include "server/config/config.h"

class CertificateList;
class ElidedLabel;
class QLabel;
class QPushButton;

class TrustLine : public QWidget {
  Q_OBJECT

 public:
  TrustLine(CertificateList& certificates, QWidget* parent = nullptr);

  /// `file`: the forkyard.toml that it stands in.
  void setListener(const config::Listener& listener, const QString& file);

 signals:
  void certificateMade(const QString& entry);
  void startAsked();
  void reloadAsked();

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void look();
  void show();
  void explain();
  void makeTrusted();

  CertificateList& m_certificates;
  QLabel* m_icon;
  ElidedLabel* m_text;
  QPushButton* m_explain;
  QPushButton* m_mend;
  QString m_file;
  config::Listener m_listener;
  std::optional<TrustVerdict> m_verdict;  ///< empty: not known yet
  bool m_selfSigned = true;               ///< or made so by the server on first use
  int m_number = 0;                       ///< of the newest look
};
