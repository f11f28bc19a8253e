// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// One line on what the browsers of this machine will say of the connection, and the ways to a better one when they
// warn.

#pragma once

#include <QStringList>
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

  /// `target`: what the ladder asks about, as TrustLadderDialog takes it.
  void setListener(const config::Listener& listener, const QStringList& target);
  [[nodiscard]] bool isEncrypted() const { return m_listener.protocol != config::Protocol::Http; }

 public slots:
  void checkTrust();

 signals:
  void certificateMade(const QString& entry);
  void startAsked();
  void reloadAsked();
  void pickAsked();

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
  QPushButton* m_mend;
  QStringList m_target;
  config::Listener m_listener;
  std::optional<TrustVerdict> m_verdict;  ///< empty: not known yet
  bool m_selfSigned = true;               ///< or made so by the server on first use
  int m_number = 0;                       ///< of the newest look
};
