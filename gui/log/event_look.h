// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The mark before an event: its colour says how it went, its shape what it was. What happened in words is
// event_sentences'.

#pragma once

#include <optional>

#include "gui/style/state_colors.h"
#include "server/control/event.h"

namespace eventLook {

/// None for everyday events.
std::optional<style::StateLook> of(const control::Event& event);
/// The shape of a worker's end, by its class of reason: as asked, by itself, violently, hung, or at its
/// start.
style::StateLook ofExit(const control::WorkerExit& exit);

}  // namespace eventLook
