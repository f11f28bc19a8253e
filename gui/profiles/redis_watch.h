// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Whether sessions can be kept in a Redis, by `forkyard probe redis`: asked once what is typed has settled, and again
// every few seconds while somebody watches. A process of its own waits for names and handshakes, and the window for
// nothing.

#pragma once

#include <QObject>
#include <QTimer>
#include <memory>

#include "server/config/config_sessions.h"
#include "server/control/message.h"

class QProcess;

class RedisWatch : public QObject {
  Q_OBJECT

 public:
  enum class State {
    Asking,
    Answers,
    Refuses,    ///< report().error says why
    CannotAsk,  ///< there is no server program, or it says nothing
  };

  explicit RedisWatch(QObject* parent = nullptr);
  ~RedisWatch() override;

  /// Its address, which must be one, and files. What was known of another is forgotten.
  void setSessions(const config::Sessions& sessions);
  void setActive(bool active);
  [[nodiscard]] State state() const { return m_state; }
  /// Of the last answer; empty while Asking.
  [[nodiscard]] const control::RedisReport& report() const { return m_report; }

 signals:
  void changed();

 private:
  struct EndLater {
    void operator()(QProcess* process) const;
  };
  void ask();
  void take();
  void settle(State state, const control::RedisReport& report);
  [[nodiscard]] QStringList arguments() const;

  config::Sessions m_sessions;
  std::unique_ptr<QProcess, EndLater> m_process;
  QTimer m_timer;
  State m_state = State::Asking;
  control::RedisReport m_report;
  bool m_isActive = false;
};
