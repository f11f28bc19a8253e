// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// A control socket whose answers a test decides: for what a real master does not do when asked to. Speaks the messages
// of control/message.h.

#pragma once

#include <QLocalServer>
#include <QLocalSocket>
#include <QObject>
#include <QPointer>
#include <functional>
#include <vector>

#include "server/control/message.h"

class FakeMaster : public QObject {
  Q_OBJECT

 public:
  /// Listens as NAME.sock in the first runtime directory.
  explicit FakeMaster(const QString& name);

  void send(const std::string& line);
  void sendEvent(control::EventKind kind, int slot = -1);
  void dropClient();

  control::Status status;
  std::string instance = "first";
  std::uint64_t seq = 0;
  bool answers = true;                                           ///< false: takes bytes and says nothing
  bool refusesProtocol = false;                                  ///< says it is of another protocol version
  std::function<std::string(const control::Request&)> carryOut;  ///< empty answer: "true"
  std::vector<control::Call> calls;                              ///< everything but hello, status and subscribe
  std::vector<std::uint64_t> subscribedAfter;

 signals:
  void called();

 private:
  void handleLine(const QByteArray& line);
  std::string answerTo(const control::Request& request);

  QLocalServer m_server;
  QPointer<QLocalSocket> m_client;
  QByteArray m_bytes;
};
