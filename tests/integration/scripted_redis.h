// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// A Redis that answers as no Redis should, late, or not at all, on a Unix socket. It knows the trial with which a
// worker introduces itself from the questions that follow.

#pragma once

#include <QByteArray>
#include <atomic>
#include <mutex>
#include <thread>
#include <vector>

#include "server/base/unique_fd.h"

class ScriptedRedis {
 public:
  struct Script {
    QByteArray name{};
    QByteArray trial = "+OK\r\n";                     ///< empty: silence
    QByteArray question = "*2\r\n:1\r\n$1\r\n7\r\n";  ///< empty: silence
    std::chrono::milliseconds delay{};                ///< before each
    bool closes = false;                              ///< after a question's answer
  };
  explicit ScriptedRedis(const QByteArray& path);
  ~ScriptedRedis();

  /// For everything from now on; ends all connections, so that all begin anew.
  void play(const Script& script);
  /// Since then.
  [[nodiscard]] int trials() const { return m_trials; }
  [[nodiscard]] int questions() const { return m_questions; }

 private:
  void accept();
  void serve(int fd);

  base::UniqueFd m_listener;
  std::mutex m_mutex;
  Script m_script;
  std::vector<int> m_open;
  std::vector<std::thread> m_threads;
  std::thread m_accepting;
  std::atomic<int> m_trials{0};
  std::atomic<int> m_questions{0};
};
