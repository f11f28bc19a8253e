// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Decides when to connect and what an end of the connection means: asked for, a moment's gap (a master that upgrades
// itself), or a master that vanished.

#include "gui/cluster/cluster.h"

#include <signal.h>

#include <QPointer>
#include <QThread>
#include <QTimer>
#include <algorithm>

#include "gui/cluster/control_client.h"
#include "gui/cluster/server_process.h"

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
  void handleProtocolRefused(int ours, int theirs);
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
  ServerProcess process;
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
  std::optional<pid_t> vanished;  ///< the master whose socket closed unasked
  bool otherProtocol = false;
  bool stopped = true;
};

Cluster::Private::Private(Cluster* owner, QString serverName, QString configFile)
    : q(owner), name(std::move(serverName)), file(std::move(configFile)), client(new ControlClient(name)) {
  client->moveToThread(&thread);
  thread.setObjectName(QStringLiteral("control ") + name);
  connect(&thread, &QThread::finished, client, &QObject::deleteLater);
  connect(client, &ControlClient::attached, q, [this](const auto& hello, bool same) { handleAttached(hello, same); });
  connect(client, &ControlClient::unreachable, q, [this] { handleUnreachable(); });
  connect(client, &ControlClient::detached, q, [this] { handleDetached(); });
  connect(client, &ControlClient::protocolRefused, q,
          [this](int ours, int theirs) { handleProtocolRefused(ours, theirs); });
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
  connect(&process, &ServerProcess::reported, q, [this](const auto& report) { handleReport(report); });
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
  } else {
    absence = Absence::Reconnecting;
    attemptsLeft = attemptsWhenLost;
    vanished = status.pid;
    open();
  }
  refresh();
}

void Cluster::Private::handleProtocolRefused(int ours, int theirs) {
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
  emit q->callRefused(sentence);
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

Cluster::Cluster(const QString& name, const QString& file, QObject* parent)
    : QObject(parent), d(std::make_unique<Private>(this, name, file)) {}

Cluster::~Cluster() = default;

QString Cluster::name() const {
  return d->name;
}
QString Cluster::file() const {
  return d->file;
}
Cluster::State Cluster::state() const {
  return d->state;
}
const control::Status& Cluster::status() const {
  return d->status;
}
const std::vector<base::Problem>& Cluster::problems() const {
  return d->problems;
}
QString Cluster::serverVersion() const {
  return d->version;
}
bool Cluster::isAttached() const {
  return d->attached;
}
bool Cluster::isKnown() const {
  return d->seenBefore;
}

void Cluster::attach() {
  if (!d->attached && !d->launching && !d->retry.isActive()) d->open();
}

void Cluster::start() {
  if (d->attached || d->launching) return;
  d->launching = true;
  d->stopAsked = false;
  d->statusKnown = false;
  d->endProblems.clear();
  d->refusedProblems.clear();
  d->process.start(d->file);
  d->retry.start();
  d->refresh();
}

void Cluster::stop() {
  if (!d->attached && !d->launching) return;
  d->stopAsked = true;
  if (d->attached) d->call(control::StopCall{});
  d->refresh();
}

void Cluster::reload() {
  d->call(control::ReloadCall{});
}
void Cluster::restart() {
  d->call(control::RestartCall{});
}
void Cluster::scale(int workers) {
  d->call(control::ScaleCall{workers});
}

void Cluster::startWorkers() {
  for (const control::WorkerStatus& worker : d->status.workers)
    if (worker.state == control::WorkerState::GivenUp) restartWorker(worker.slot, worker.generation);
}

// Its end of the connection is open, so the number is still this process's.
void Cluster::endMaster() {
  if (d->attached && d->status.pid > 1) ::kill(d->status.pid, SIGKILL);
}

void Cluster::drainWorker(int slot, int generation) {
  d->call(control::WorkerCall{control::WorkerAction::Drain, slot, generation, {}});
}

void Cluster::restartWorker(int slot, int generation) {
  d->call(control::WorkerCall{control::WorkerAction::Restart, slot, generation, {}});
}

void Cluster::killWorker(int slot, int generation, const QString& signal) {
  d->call(control::WorkerCall{control::WorkerAction::Kill, slot, generation, signal.toStdString()});
}
