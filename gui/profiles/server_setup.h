// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The Setup card: certificate, protocol, port, workers and what is served, as a form or folded to one line. Edits a
// Config in memory; saving and applying are the page's business.

#pragma once

#include <QTimer>
#include <functional>
#include <optional>

#include "gui/style/card.h"
#include "server/config/config.h"
#include "server/control/message.h"

class CertificateList;
class CertificatePicker;
class ElidedLabel;
class FormScroll;
class MoreOptions;
class QGridLayout;
class QHBoxLayout;
class QLabel;
class QPushButton;
class QSpinBox;
class ReachRow;
class SegmentedControl;
class ServeRow;

class ServerSetup : public Card {
  Q_OBJECT

 public:
  ServerSetup(CertificateList& certificates, QWidget* parent = nullptr);

  /// Emits nothing. Without listeners or routes there is nothing to edit, and the card is disabled.
  void setConfig(const config::Config& config);
  /// Running servers take another number of workers at once; else it is a change like the others. Null: it is stopped.
  void setRunning(const control::Status* status);
  void setFolded(bool folded);
  [[nodiscard]] bool isFolded() const { return m_folded; }
  /// Opens the dialog for certificate files.
  void pickFiles();

 signals:
  void edited(const config::Config& config);
  /// While running: a second after the last click, or Enter. Empty: "auto".
  void workersChosen(std::optional<int> workers);
  void openFileAsked();
  void foldChanged();
  void manageCertificatesAsked(const QString& entry);

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void build();
  void buildHeader();
  QHBoxLayout* buildNetworkRow();
  void connectFields();
  void retranslate();
  void show();
  void update(const std::function<void(config::Config&)>& change);
  void handleProtocol(config::Protocol protocol);
  void handleWorkersEdited();
  void commitWorkers();

  config::Config m_config;
  bool m_running = false;
  bool m_folded = false;
  std::optional<int> m_redirectPort;  ///< of the redirect to https that went with https

  QHBoxLayout* m_header = nullptr;
  QHBoxLayout* m_network = nullptr;
  FormScroll* m_scroll;
  QWidget* m_form;
  QGridLayout* m_grid;
  MoreOptions* m_more = nullptr;
  QLabel* m_heading;
  ElidedLabel* m_summary;
  QPushButton* m_fold;
  QLabel* m_certificateLabel;
  CertificatePicker* m_certificate;
  QLabel* m_protocolLabel;
  SegmentedControl* m_protocol;
  QLabel* m_portLabel;
  QSpinBox* m_port;
  QWidget* m_workersGroup;
  QLabel* m_workersLabel;
  QSpinBox* m_workers;
  QLabel* m_processors;
  QLabel* m_reachLabel;
  ReachRow* m_reach;
  QLabel* m_serveLabel;
  ServeRow* m_serve;
  QTimer m_workersSettle;
};
