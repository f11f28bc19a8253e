// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// A local socket in the private runtime folder: whoever listens there is the one.

#include "gui/shell/single_instance.h"

#include <QLocalSocket>

#include "gui/base/text.h"
#include "server/base/xdg_directories.h"

namespace {

constexpr int instancePatienceMs = 500;

}  // namespace

SingleInstance::SingleInstance(QObject* parent) : QObject(parent) {
  connect(&m_server, &QLocalServer::newConnection, this, &SingleInstance::handleConnection);
}

bool SingleInstance::claim() {
  const auto folder = base::createRuntimeDirectory();
  // Without a safe place for the socket, two windows are better than none.
  if (!folder) return true;
  const QString path = toQt(*folder / "panel.socket");
  QLocalSocket other;
  other.connectToServer(path);
  if (other.waitForConnected(instancePatienceMs)) {
    other.disconnectFromServer();
    return false;
  }
  QLocalServer::removeServer(path);
  m_server.setSocketOptions(QLocalServer::UserAccessOption);
  m_server.listen(path);
  return true;
}

void SingleInstance::handleConnection() {
  while (QLocalSocket* socket = m_server.nextPendingConnection()) socket->deleteLater();
  emit shownAgain();
}
