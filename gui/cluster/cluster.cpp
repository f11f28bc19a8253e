// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// What a person can ask for, as calls; what comes of them is in cluster_private.cpp.

#include <signal.h>

#include "gui/cluster/cluster_private.h"

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

void Cluster::replace() {
  d->replacing = true;
  d->termSent = false;
  if (!d->attached) return d->open();
  if (!d->otherProtocol) return stop();
  d->stopAsked = true;
  if (d->status.pid > 1) ::kill(d->status.pid, SIGTERM);
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
