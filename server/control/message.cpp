// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The names of states on the wire.

#include "server/control/message.h"

#include <array>
#include <utility>

namespace control {

namespace {

using enum MasterState;
constexpr std::array<std::pair<MasterState, std::string_view>, 7> masterStates = {{
    {Starting, "starting"},
    {Running, "running"},
    {Degraded, "degraded"},
    {CrashLooping, "crash-looping"},
    {Failed, "failed"},
    {Stopping, "stopping"},
    {Stopped, "stopped"},
}};

using enum WorkerState;
constexpr std::array<std::pair<WorkerState, std::string_view>, 7> workerStates = {{
    {Booting, "booting"},
    {Ready, "ready"},
    {Draining, "draining"},
    {Unresponsive, "unresponsive"},
    {Delayed, "delayed"},
    {GivenUp, "given-up"},
    {Exited, "exited"},
}};

}  // namespace

std::string_view name(MasterState state) {
  for (const auto& [each, text] : masterStates)
    if (each == state) return text;
  return {};
}

std::string_view name(WorkerState state) {
  for (const auto& [each, text] : workerStates)
    if (each == state) return text;
  return {};
}

std::optional<MasterState> masterStateFromName(std::string_view name) {
  for (const auto& [each, text] : masterStates)
    if (text == name) return each;
  return std::nullopt;
}

std::optional<WorkerState> workerStateFromName(std::string_view name) {
  for (const auto& [each, text] : workerStates)
    if (text == name) return each;
  return std::nullopt;
}

}  // namespace control
