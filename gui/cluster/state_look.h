// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The word, tone and shape of every state of a server and of a worker.

#pragma once

#include <QString>

#include "gui/cluster/cluster.h"
#include "gui/style/state_colors.h"
#include "server/control/message.h"

namespace stateLook {

/// "Running", "Crash-looping" ...: translated.
QString word(Cluster::State state);
style::StateLook look(Cluster::State state);

/// "Ready", "Not answering" ...; for Delayed "Retry": the worker table adds the time left.
QString word(control::WorkerState state);
style::StateLook look(control::WorkerState state);

}  // namespace stateLook
