// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// One server as the panel knows it: its profile's name, its state, its workers, its events. Lives on the panel's thread
// and does no blocking work: the socket is in ControlClient's thread, the server program in ServerStart.

#pragma once

#include <QObject>
#include <QString>
#include <memory>
#include <vector>

#include "server/base/problem.h"
#include "server/control/event.h"
#include "server/control/message.h"

class Cluster : public QObject {
  Q_OBJECT

 public:
  /// What the panel shows. LostContact: the socket is silent or gone, and we do not know why yet.
  enum class State { Stopped, Starting, Running, Degraded, CrashLooping, Failed, Stopping, LostContact };
  Q_ENUM(State)

  /// `name` is the config's name (it names the control socket), `file` its forkyard.toml; empty for a server that was
  /// started elsewhere.
  Cluster(const QString& name, const QString& file, QObject* parent = nullptr);
  ~Cluster() override;

  [[nodiscard]] QString name() const;
  [[nodiscard]] QString file() const;
  [[nodiscard]] State state() const;
  /// There is no master to talk to. One whose every worker was given up has failed, but is not stopped.
  [[nodiscard]] bool isStopped() const {
    return !isAttached() && (state() == State::Stopped || state() == State::Failed);
  }
  /// A server of this name has answered since this object was made.
  [[nodiscard]] bool isKnown() const;
  /// The newest status; meaningless while stopped.
  [[nodiscard]] const control::Status& status() const;
  /// Why it is not running, or what is amiss while it is; empty: all well.
  [[nodiscard]] const std::vector<base::Problem>& problems() const;
  [[nodiscard]] QString serverVersion() const;
  /// A server answers on the control socket now, or did until a moment ago.
  [[nodiscard]] bool isAttached() const;

 public slots:
  /// Looks for a running server of this name and attaches; does nothing when attached. Finding none changes nothing.
  void attach();
  /// Starts `forkyard run --detach --json FILE`, then attaches. Problems arrive by problemsChanged.
  void start();
  void stop();
  /// Ends the running server, also one of another version that refuses to be steered, and starts the installed one.
  void replace();
  void reload();
  /// Replaces every worker, one by one, without changing the configuration.
  void restart();
  void scale(int workers);
  /// Those that were given up.
  void startWorkers();
  /// KILL to a master that is connected and silent; its workers end with it.
  void endMaster();
  void drainWorker(int slot, int generation);
  void restartWorker(int slot, int generation);
  void killWorker(int slot, int generation, const QString& signal);

 signals:
  /// The state, or isStopped().
  void stateChanged(Cluster::State state);
  void problemsChanged();
  /// About once a second, and at once after a life-cycle event.
  void statusChanged(const control::Status& status);
  /// In order of seq, at most 20 times a second; after attaching, first what the master's rings still hold.
  void eventsArrived(const std::vector<control::Event>& events);
  /// The master is another one than before: what was shown is history of an older run.
  void instanceChanged();
  /// A call was answered with an error that is not told by problems(); the sentence is for the person.
  void callRefused(const QString& sentence);

 private:
  class Private;
  std::unique_ptr<Private> d;
};
