// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The two tables of states.

#include "gui/cluster/state_look.h"

#include <QCoreApplication>

namespace stateLook {

using style::Shape;
using style::StateLook;
using style::Tone;

namespace {

struct Words {
  Q_DECLARE_TR_FUNCTIONS(StateLook)
};

}  // namespace

QString word(Cluster::State state) {
  switch (state) {
    case Cluster::State::Stopped:
      return Words::tr("Stopped");
    case Cluster::State::Starting:
      return Words::tr("Starting");
    case Cluster::State::Running:
      return Words::tr("Running");
    case Cluster::State::Degraded:
      return Words::tr("Degraded");
    case Cluster::State::CrashLooping:
      return Words::tr("Crash-looping");
    case Cluster::State::Failed:
      return Words::tr("Failed");
    case Cluster::State::Stopping:
      return Words::tr("Stopping");
    case Cluster::State::LostContact:
      return Words::tr("Lost contact");
  }
  return {};
}

StateLook look(Cluster::State state) {
  switch (state) {
    case Cluster::State::Stopped:
      break;
    case Cluster::State::Starting:
      return {Tone::Busy, Shape::HalfDisc};
    case Cluster::State::Running:
      return {Tone::Good, Shape::Disc};
    case Cluster::State::Degraded:
      return {Tone::Warning, Shape::Triangle};
    case Cluster::State::CrashLooping:
      return {Tone::Bad, Shape::LoopedTriangle};
    case Cluster::State::Failed:
      return {Tone::Bad, Shape::Cross};
    case Cluster::State::Stopping:
      return {Tone::Quiet, Shape::Square};
    case Cluster::State::LostContact:
      return {Tone::Warning, Shape::DashedRing};
  }
  return {Tone::Quiet, Shape::Ring};
}

QString word(control::WorkerState state) {
  switch (state) {
    case control::WorkerState::Booting:
      return Words::tr("Booting");
    case control::WorkerState::Ready:
      return Words::tr("Ready");
    case control::WorkerState::Draining:
      return Words::tr("Draining");
    case control::WorkerState::Unresponsive:
      return Words::tr("Not answering");
    case control::WorkerState::Delayed:
      return Words::tr("Retry");
    case control::WorkerState::GivenUp:
      return Words::tr("Given up");
    case control::WorkerState::Exited:
      return Words::tr("Ended");
  }
  return {};
}

StateLook look(control::WorkerState state) {
  switch (state) {
    case control::WorkerState::Booting:
      return {Tone::Busy, Shape::HalfDisc};
    case control::WorkerState::Ready:
      return {Tone::Good, Shape::Disc};
    case control::WorkerState::Draining:
      return {Tone::Quiet, Shape::Square};
    case control::WorkerState::Unresponsive:
      return {Tone::Warning, Shape::Triangle};
    case control::WorkerState::Delayed:
      return {Tone::Warning, Shape::Hourglass};
    case control::WorkerState::GivenUp:
      return {Tone::Bad, Shape::Cross};
    case control::WorkerState::Exited:
      break;
  }
  return {Tone::Quiet, Shape::Ring};
}

}  // namespace stateLook
