// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// What Cluster keeps to itself: its connection, and what it makes of a connection's beginning, silence and end.

#pragma once

#include <sys/types.h>

#include <QThread>
#include <QTimer>
#include <optional>
#include <vector>

#include "gui/cluster/cluster.h"
#include "gui/cluster/control_client.h"
#include "gui/cluster/server_start.h"

class Cluster::Private {
 public:
  /// Why nobody is attached.
  enum class Absence { Stopped, Reconnecting, Lost, Failed };

  Private(Cluster* owner, QString serverName, QString configFile);
  ~Private();

  void open();
  void call(const control::Call& call);
  void handleAttached(const control::HelloResult& hello, bool sameRun);
  void handleUnreachable();
  void handleDetached();
  void handleProtocolRefused(int ours, int theirs, qint64 pid);
  void handleReport(const control::DetachReport& report);
  void handleBatch(const ControlBatchPointer& batch);
  void handleRefused(const QString& sentence, const std::vector<base::Problem>& problems);
  void askForStatus();
  void refresh();
  [[nodiscard]] State stateNow() const;
  [[nodiscard]] std::vector<base::Problem> problemsNow() const;

  Cluster* q;
  QString name;
  QString file;
  QThread thread;
  ControlClient* client;
  ServerStart process;
  QTimer retry;
  QTimer statusSoon;
  control::Status status;
  QString version;
  State state = State::Stopped;
  std::vector<base::Problem> problems;
  std::vector<base::Problem> endProblems;      // why it is not running
  std::vector<base::Problem> refusedProblems;  // of the last call that was refused
  Absence absence = Absence::Stopped;
  qint64 nextCall = 0;
  int attemptsLeft = 0;
  bool attached = false;
  bool seenBefore = false;
  bool statusKnown = false;
  bool silent = false;
  bool launching = false;
  bool stopAsked = false;
  bool replacing = false;
  bool termSent = false;
  std::optional<pid_t> vanished;  ///< the master whose socket closed unasked
  bool otherProtocol = false;
  bool stopped = true;
};
