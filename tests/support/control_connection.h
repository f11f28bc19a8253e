// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// A client of the control socket with nothing but bytes: it can say what no well-behaved program would.

#pragma once

#include <QByteArray>
#include <QJsonObject>
#include <QString>

#include "server/base/unique_fd.h"

class ControlConnection {
 public:
  bool connectTo(const QString& path);
  [[nodiscard]] int descriptor() const { return m_socket.get(); }

  /// False: the other side is gone.
  bool send(const QByteArray& bytes);
  /// The next line without its newline; empty when the server closed or said nothing for that long.
  QByteArray readLine(int milliseconds = 10'000);
  /// Sends a request and reads lines until its answer: the whole object with "result" or "error".
  QJsonObject call(const QString& method, const QJsonObject& params = {});
  QJsonObject hello(const QString& client = "panel");
  /// Reads on until the end. False: it did not come in time.
  bool waitForEnd(int milliseconds = 10'000);
  void close() { m_socket.reset(); }

 private:
  /// False: the end, or nothing for that long.
  bool receive(int milliseconds);

  base::UniqueFd m_socket;
  QByteArray m_received;
  bool m_ended = false;
  int m_lastId = 0;
};
