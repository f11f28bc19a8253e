// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Decides when to connect and what an end of the connection means: asked for, a moment's gap (a master that upgrades
// itself), or a master that vanished.

#include "gui/cluster/cluster_private.h"

#include <signal.h>

#include <QPointer>
#include <algorithm>
#include <map>
#include <utility>

namespace {

constexpr int retryInterval = 200;  // milliseconds
constexpr int attemptsWhenLost = 8;
constexpr int attemptsAfterReport = 25;

base::Problem problemOf(base::ProblemCode code, std::map<std::string, std::string> arguments) {
  base::Problem problem;
  problem.code = code;
  problem.arguments = std::move(arguments);
  return problem;
}

bool isLifeCycle(const control::Event& event) {
  return event.kind != control::EventKind::RequestServed && event.kind != control::EventKind::WorkerOutput;
}

}  // namespace

Cluster::Private::Private(Cluster* owner, QString serverName, QString configFile)
    : q(owner), name(std::move(serverName)), file(std::move(configFile)), client(new ControlClient(name)) {
  client->moveToThread(&thread);
  thread.setObjectName(QStringLiteral("control ") + name);
  connect(&thread, &QThread::finished, client, &QObject::deleteLater);
  connect(client, &ControlClient::attached, q, [this](const auto& hello, bool same) { handleAttached(hello, same); });
  connect(client, &ControlClient::unreachable, q, [this] { handleUnreachable(); });
  connect(client, &ControlClient::detached, q, [this] { handleDetached(); });
  connect(client, &ControlClient::protocolRefused, q,
          [this](int ours, int theirs, qint64 pid) { handleProtocolRefused(ours, theirs, pid); });
  connect(client, &ControlClient::delivered, q, [this](const ControlBatchPointer& batch) { handleBatch(batch); });
  connect(client, &ControlClient::silenceChanged, q, [this](bool isSilent) {
    silent = isSilent;
    refresh();
  });
  connect(client, &ControlClient::refused, q,
          [this](qint64, const QString& sentence, const auto& list) { handleRefused(sentence, list); });
  connect(client, &ControlClient::answered, q, [this](qint64) {
    refusedProblems.clear();
    refresh();
  });
  connect(&process, &ServerStart::reported, q, [this](const auto& report) { handleReport(report); });
  retry.setSingleShot(true);
  retry.setInterval(retryInterval);
  connect(&retry, &QTimer::timeout, q, [this] { open(); });
  statusSoon.setSingleShot(true);
  statusSoon.setInterval(ControlClient::batchInterval);
  connect(&statusSoon, &QTimer::timeout, q, [this] { askForStatus(); });
}

Cluster::Private::~Private() {
  client->disconnect(q);
  if (!thread.isRunning()) {
    delete client;
    return;
  }
  thread.quit();
  thread.wait();
}

void Cluster::Private::open() {
  if (!thread.isRunning()) thread.start();
  QMetaObject::invokeMethod(client, &ControlClient::open);
}

void Cluster::Private::call(const control::Call& call) {
  if (!attached) {
    emit q->callRefused(Cluster::tr("The server is not running."));
    return;
  }
  if (otherProtocol) {
    emit q->callRefused(Cluster::tr("This server is of another version: it can only be watched."));
    return;
  }
  const qint64 id = ++nextCall;
  QMetaObject::invokeMethod(client, [target = client, id, call] { target->send(id, call); });
}

void Cluster::Private::askForStatus() {
  if (!attached) return;
  QMetaObject::invokeMethod(client, &ControlClient::askForStatus);
}

void Cluster::Private::handleAttached(const control::HelloResult& hello, bool sameRun) {
  attached = true;
  silent = false;
  vanished.reset();
  retry.stop();
  version = QString::fromStdString(hello.version);
  endProblems.clear();
  otherProtocol = hello.protocol != control::protocolVersion;
  if (otherProtocol)
    endProblems.push_back(
        problemOf(base::ProblemCode::ProtocolMismatch,
                  {{"ours", std::to_string(control::protocolVersion)}, {"theirs", std::to_string(hello.protocol)}}));
  if (!sameRun) {
    statusKnown = false;
    status = {};
    if (std::exchange(seenBefore, true)) emit q->instanceChanged();
  }
  if (stopAsked) call(control::StopCall{});
  refresh();
}

void Cluster::Private::handleUnreachable() {
  if (std::exchange(replacing, false)) return q->start();
  if (launching || attemptsLeft > 0) {
    attemptsLeft = std::max(0, attemptsLeft - 1);
    if (absence == Absence::Reconnecting) absence = Absence::Lost;
    retry.start();
  } else if (absence == Absence::Lost || absence == Absence::Reconnecting) {
    absence = Absence::Failed;
    const std::map<std::string, std::string> arguments{{"name", name.toStdString()},
                                                       {"pid", std::to_string(vanished.value_or(0))}};
    endProblems = {problemOf(vanished ? base::ProblemCode::MasterVanished : base::ProblemCode::NotRunning, arguments)};
    vanished.reset();
  }
  refresh();
}

void Cluster::Private::handleDetached() {
  attached = false;
  silent = false;
  refusedProblems.clear();
  const bool expected =
      stopAsked || status.state == control::MasterState::Stopping || status.state == control::MasterState::Stopped;
  if (launching) {
    retry.start();  // the report of the start says more than this end
  } else if (expected) {
    absence = Absence::Stopped;
    endProblems.clear();
    stopAsked = false;
    if (replacing) retry.start();
  } else {
    absence = Absence::Reconnecting;
    attemptsLeft = attemptsWhenLost;
    vanished = status.pid;
    open();
  }
  refresh();
}

void Cluster::Private::handleProtocolRefused(int ours, int theirs, qint64 pid) {
  if (replacing) {
    // It does not understand our calls, but TERM asks every version the same; a second one would cut its requests.
    if (pid > 1 && !std::exchange(termSent, true)) ::kill(static_cast<pid_t>(pid), SIGTERM);
    retry.start();
    return;
  }
  attached = false;
  absence = Absence::Failed;
  attemptsLeft = 0;
  endProblems = {problemOf(base::ProblemCode::ProtocolMismatch,
                           {{"ours", std::to_string(ours)}, {"theirs", std::to_string(theirs)}})};
  refresh();
}

void Cluster::Private::handleReport(const control::DetachReport& report) {
  launching = false;
  const bool running = std::any_of(report.problems.begin(), report.problems.end(), [](const base::Problem& problem) {
    return problem.code == base::ProblemCode::AlreadyRunning;
  });
  if (report.ready || running) {
    attemptsLeft = attemptsAfterReport;
    absence = Absence::Lost;
    if (!attached) open();
  } else {
    attemptsLeft = 0;
    retry.stop();
    QMetaObject::invokeMethod(client, &ControlClient::close);
    attached = false;
    stopAsked = false;
    absence = Absence::Failed;
    endProblems = report.problems;
    if (endProblems.empty())
      endProblems.push_back(problemOf(base::ProblemCode::BootFailed, {{"reason", report.error}}));
  }
  refresh();
}

void Cluster::Private::handleBatch(const ControlBatchPointer& batch) {
  const QPointer<Cluster> alive(q);
  if (!batch->events.empty()) {
    if (std::any_of(batch->events.begin(), batch->events.end(), isLifeCycle) && !statusSoon.isActive())
      statusSoon.start();
    for (const control::Event& event : batch->events)
      if (event.kind == control::EventKind::MasterStopping) status.state = control::MasterState::Stopping;
    emit q->eventsArrived(batch->events);
    if (!alive) return;
  }
  if (batch->status) {
    status = *batch->status;
    statusKnown = true;
    refresh();
    if (!alive) return;
    emit q->statusChanged(status);
  }
  if (alive) QMetaObject::invokeMethod(client, &ControlClient::takeNext);
}

void Cluster::Private::handleRefused(const QString& sentence, const std::vector<base::Problem>& list) {
  refusedProblems = list;
  refresh();
  if (list.empty()) emit q->callRefused(sentence);
}

Cluster::State Cluster::Private::stateNow() const {
  if (!attached) {
    if (launching) return State::Starting;
    switch (absence) {
      case Absence::Stopped:
        return State::Stopped;
      case Absence::Failed:
        return State::Failed;
      case Absence::Reconnecting:
        return state;
      case Absence::Lost:
        return state == State::Starting ? State::Starting : State::LostContact;
    }
  }
  if (silent) return State::LostContact;
  if (stopAsked) return State::Stopping;
  if (!statusKnown) return launching ? State::Starting : state;
  switch (status.state) {
    case control::MasterState::Starting:
      return State::Starting;
    case control::MasterState::Running:
      return State::Running;
    case control::MasterState::Degraded:
      return State::Degraded;
    case control::MasterState::CrashLooping:
      return State::CrashLooping;
    case control::MasterState::Failed:
      return State::Failed;
    case control::MasterState::Stopping:
      return State::Stopping;
    case control::MasterState::Stopped:
      return State::Stopped;
  }
  return state;
}

std::vector<base::Problem> Cluster::Private::problemsNow() const {
  std::vector<base::Problem> result = endProblems;
  const auto add = [&result](const std::vector<base::Problem>& more) {
    for (const base::Problem& problem : more)
      if (std::find(result.begin(), result.end(), problem) == result.end()) result.push_back(problem);
  };
  const std::string pid = std::to_string(status.pid);
  if (attached && silent)
    result.push_back(problemOf(
        base::ProblemCode::NotAnswering,
        {{"name", name.toStdString()}, {"pid", pid}, {"seconds", std::to_string(ControlClient::silenceLimit / 1000)}}));
  if (attached && statusKnown && status.state == control::MasterState::Failed)
    result.push_back(problemOf(base::ProblemCode::WorkersGaveUp, {{"name", name.toStdString()}}));
  add(refusedProblems);
  if (attached) add(status.problems);
  return result;
}

void Cluster::Private::refresh() {
  const State newState = stateNow();
  const bool stateIsNew = std::exchange(state, newState) != newState;
  std::vector<base::Problem> newProblems = problemsNow();
  const bool problemsAreNew = newProblems != problems;
  problems = std::move(newProblems);
  const bool end = q->isStopped();
  const bool endIsNew = std::exchange(stopped, end) != end;
  const QPointer<Cluster> alive(q);
  if (problemsAreNew) emit q->problemsChanged();
  if (alive && (stateIsNew || endIsNew)) emit q->stateChanged(newState);
}
