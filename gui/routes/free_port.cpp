// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Tries to listen.

#include "gui/routes/free_port.h"

#include <QTcpServer>
#include <algorithm>

namespace freePort {

namespace {

constexpr int highestPort = 65535;

bool isHeld(int port) {
  QTcpServer server;
  // Without the right to bind it, it is not known; then it is not held against it.
  return !server.listen(QHostAddress::Any, static_cast<quint16>(port)) &&
         server.serverError() == QAbstractSocket::AddressInUseError;
}

}  // namespace

bool isFree(int port, const config::Config& config) {
  const bool wanted = (config.metrics.isOn() && config.metrics.port == port) ||
                      std::ranges::find(config.listeners, port, &config::Listener::port) != config.listeners.end();
  return !wanted && !isHeld(port);
}

int from(int first, const config::Config& config) {
  int port = first;
  while (port < highestPort && !isFree(port, config)) ++port;
  return port;
}

}  // namespace freePort
