// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The real server program, started as a person would, with its events as they come.

#pragma once

#include <QProcess>
#include <functional>
#include <optional>
#include <vector>

#include "server/control/message.h"
#include "tests/support/temporary_home.h"

class ServerProcess {
 public:
  explicit ServerProcess(TemporaryHome& home) : m_home(home) {}
  /// Kills what is still there, so that a failed test leaves nothing behind.
  ~ServerProcess();

  /// What runs the program, which follows as its last arguments: {"prlimit", "--nofile=64:64"}. Before start().
  void setWrapper(const QStringList& wrapper) { m_wrapper = wrapper; }
  /// In its environment. Before start().
  void setVariable(const QString& name, const QString& value) { m_variables.insert(name, value); }

  /// Starts FORKYARD_PROGRAM with this forkyard.toml ("port = 0" asks for a free port) and waits until it is ready.
  /// False: it is not, and text() says why.
  bool start(const QByteArray& toml);
  /// Starts it with any arguments of `run` and waits for its report.
  bool startWith(const QStringList& arguments);

  [[nodiscard]] pid_t pid() const { return static_cast<pid_t>(m_process.processId()); }
  [[nodiscard]] const control::DetachReport& report() const { return m_report; }
  /// The port really bound, of the listener with that index.
  [[nodiscard]] int port(std::size_t listener = 0) const { return m_report.listeners.at(listener).port; }
  [[nodiscard]] QString controlSocket() const { return QString::fromStdString(m_report.controlSocket); }
  /// Everything it wrote that is no event, and then its events: for a test's message.
  [[nodiscard]] QByteArray text() const;

  using Condition = std::function<bool(const control::Event&)>;
  /// The first event from number `from` on (counted in events()) that meets the condition; waits for it.
  std::optional<control::Event> waitFor(const Condition& condition, std::size_t from = 0, int milliseconds = 20'000);
  std::optional<control::Event> waitFor(control::EventKind kind, int slot, std::size_t from = 0);
  /// All so far.
  const std::vector<control::Event>& events();
  /// The newest PID of each slot that was told to be ready and has not exited, by slot.
  std::map<int, pid_t> workers();

  /// Waits for its end. The exit code; -1: it was killed, or did not end in time.
  int waitForEnd(int milliseconds = 20'000);
  /// TERM, and then what is wrong: an exit code, a process left, sanitizer text. Empty: nothing.
  QString stopAndInspect();
  /// Nothing but the master is ended, with a signal.
  void signalMaster(int number) const;

 private:
  void read(int milliseconds);
  void takeLine(const QByteArray& line);

  TemporaryHome& m_home;
  QStringList m_wrapper;
  QProcessEnvironment m_variables;
  QProcess m_process;
  QByteArray m_unfinished;
  QByteArray m_other;
  control::DetachReport m_report;
  std::vector<control::Event> m_events;
};
