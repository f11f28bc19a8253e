// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Work off the panel's thread: files, certificates, anything that may take longer than a frame.

#pragma once

#include <QFutureWatcher>
#include <QObject>
#include <QtConcurrent>
#include <type_traits>
#include <utility>

/// Runs `work` on a pool thread and hands its result to `done` on the thread of `context`; never, once `context` is
/// gone. `work` must own all it uses.
template<typename Work, typename Done>
void inBackground(QObject* context, Work work, Done done) {
  using Outcome = std::invoke_result_t<Work>;
  auto* watcher = new QFutureWatcher<Outcome>(context);
  QObject::connect(watcher, &QFutureWatcherBase::finished, context, [watcher, done = std::move(done)]() mutable {
    done(watcher->future().takeResult());
    watcher->deleteLater();
  });
  watcher->setFuture(QtConcurrent::run(std::move(work)));
}
