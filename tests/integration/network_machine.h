// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Machines of one network, as network namespaces of the kernel: what runs in one sees its own addresses only, and its
// cable can be pulled. They end with the process that made them.

#pragma once

#include <QProcess>
#include <QString>
#include <QStringList>

/// Takes the calling thread, and all that it starts from now on, into a new network, as the machine with these
/// addresses ("10.20.0.1/24"); its eth0 is also the switch that connects the others. Why not; empty: done.
QString enterNewNetwork(const QStringList& addresses);

class NetworkMachine {
 public:
  /// `cable`: a name of its own, of at most 15 letters.
  NetworkMachine(QString cable, QString address) : m_cable(std::move(cable)), m_address(std::move(address)) {}
  ~NetworkMachine();

  /// Connects it to the switch. After enterNewNetwork(), in its thread. Why not; empty: done.
  QString start();
  /// What runs a program in it: {"nsenter", ...}.
  [[nodiscard]] QStringList wrapper() const;
  bool pullCable();
  bool plugIn();

 private:
  QString m_cable;
  QString m_address;
  QProcess m_holder;  ///< is in it and does nothing
};
