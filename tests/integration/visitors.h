// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Visitors of a "visits" route at /visits over plain HTTP: one at a time, and a crowd.

#pragma once

#include <QByteArray>
#include <QJsonObject>
#include <mutex>
#include <set>
#include <thread>
#include <vector>

inline constexpr auto oneVisitor = "0123456789abcdef0123456789abcdef";

struct Visit {
  int status = 0;  ///< 0: no answer
  QJsonObject json;
};

Visit visit(int port, const QByteArray& visitor = oneVisitor);

/// Visits by several clients at a time, until so many were answered.
class Crowd {
 public:
  Crowd(int port, int wanted) {
    for (int i = 0; i < 8; ++i) {
      m_clients.emplace_back([this, port, wanted] {
        while (!isDone(wanted)) count(visit(port));
      });
    }
  }
  ~Crowd() { wait(); }
  void wait() {
    for (std::thread& client : m_clients) client.join();
    m_clients.clear();
  }
  int answered() {
    const std::lock_guard guard(m_mutex);
    return static_cast<int>(m_numbers.size());
  }
  [[nodiscard]] const std::multiset<int>& numbers() const { return m_numbers; }
  [[nodiscard]] int unanswered() const { return m_unanswered; }

 private:
  /// Takes a place among the wanted, so that never more are asked than that.
  bool isDone(int wanted) {
    const std::lock_guard guard(m_mutex);
    if (m_asked == wanted) return true;
    ++m_asked;
    return false;
  }
  void count(const Visit& visit) {
    const std::lock_guard guard(m_mutex);
    if (visit.status == 200) {
      m_numbers.insert(visit.json["visits"].toInt());
      return;
    }
    ++m_unanswered;
    --m_asked;
  }

  std::mutex m_mutex;
  int m_asked = 0;
  int m_unanswered = 0;
  std::multiset<int> m_numbers;
  std::vector<std::thread> m_clients;
};
