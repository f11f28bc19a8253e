// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Hands the authority's public certificate to a phone, while the dialog is open and no longer than ten minutes: by
// `forkyard ca share`, as the window opens no socket.

#pragma once

#include <QDialog>
#include <memory>

class Banner;
class QComboBox;
class QLabel;
class QProcess;
class QPushButton;
class QrCode;

class PhoneDialog : public QDialog {
  Q_OBJECT

 public:
  /// `fingerprint`: the authority's, to be compared on the phone.
  PhoneDialog(const QString& fingerprint, QWidget* parent);
  ~PhoneDialog() override;

 private:
  void build(const QString& fingerprint);
  void fillAddresses();
  void start();
  void stop();
  void readReport();
  void handleFinished();
  void showShared(const QString& url, int seconds);
  void showStopped(const QString& why, const QString& detail);

  QComboBox* m_address;
  QPushButton* m_start;
  QPushButton* m_stop;
  QPushButton* m_copy;
  QrCode* m_code;
  QLabel* m_url;
  Banner* m_state;
  bool m_asked = false;   ///< the person stopped it
  bool m_failed = false;  ///< the report said why
  std::unique_ptr<QProcess> m_process;
};
