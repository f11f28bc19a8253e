// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// An application that answers with any bytes at all: the hostile backend behind a proxy route. One thread a connection;
// what it saw may be asked from the test's thread.

#pragma once

#include <QByteArray>
#include <QList>
#include <atomic>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "server/base/unique_fd.h"

class ScriptedBackend {
 public:
  enum class Then {
    Listen,  ///< to the next request
    Close,   ///< in good order
    Reset,   ///< RST
    Echo,    ///< sends back whatever comes, to the end
  };
  /// On a free loopback port, or on a Unix socket at `path`.
  explicit ScriptedBackend(const QByteArray& path = {});
  ~ScriptedBackend();

  [[nodiscard]] int port() const { return m_port; }
  /// What each request is answered with from now on, after its head (and its body, with a Content-Length) came.
  void answer(const QByteArray& bytes, Then then = Then::Listen);
  /// The next request is not answered, and its connection closed; later ones as before.
  void closeOnNextRequest() { m_closesOnce = true; }
  /// Answers without waiting for the body.
  void setImpatient(bool impatient) { m_impatient = impatient; }
  /// Ends all connections.
  void closeAll();
  /// Heads of requests so far, since the last forget().
  [[nodiscard]] QList<QByteArray> heads() const;
  [[nodiscard]] int connections() const { return m_connections; }
  /// Connections whose client ended them.
  [[nodiscard]] int left() const { return m_left; }
  void forget();

 private:
  void serve(int fd);
  void accept();
  [[nodiscard]] bool readRequest(int fd, QByteArray& input);

  base::UniqueFd m_listener;
  int m_port = 0;
  mutable std::mutex m_mutex;
  QByteArray m_answer;
  Then m_then = Then::Listen;
  QList<QByteArray> m_heads;
  std::vector<int> m_open;
  std::vector<std::thread> m_threads;
  std::thread m_accepting;
  std::atomic<int> m_connections{0};
  std::atomic<int> m_left{0};
  std::atomic<bool> m_closesOnce{false};
  std::atomic<bool> m_impatient{false};
};
