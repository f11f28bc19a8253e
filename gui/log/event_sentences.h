// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// What happened, in the person's language: one sentence for each kind of event, built from its fields. The worker and
// its PID are not in the sentence: they stand beside it in columns of their own.

#pragma once

#include <QString>
#include <optional>

#include "gui/style/state_colors.h"
#include "server/control/event.h"

namespace eventSentences {

/// One or two whole sentences. A kind without words here (a newer server's) gives the event's own English text.
/// Any thread.
QString sentence(const control::Event& event);
/// "Killed by SIGKILL after 12 s, from outside Forkyard.": worker.exited without what the master does next.
QString exitSentence(const control::WorkerExit& exit);
/// What a filter lists: "Worker exited".
QString kindName(control::EventKind kind);
/// "250 ms", "1.2 s", "12 s", "3 min 20 s", "2 h 5 min", "3 d 4 h".
QString durationWords(std::int64_t milliseconds);

/// How the mark before an event looks; none for everyday events.
std::optional<style::StateLook> lookOf(const control::Event& event);
/// The shape of a worker's end, by its class of reason: as asked, by itself, violently, hung, or at its
/// start.
style::StateLook exitLook(const control::WorkerExit& exit);

}  // namespace eventSentences
