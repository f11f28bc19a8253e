// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// What /proc tells of processes: who is whose child, what they have open, whether they are there at all.

#pragma once

#include <sys/types.h>

#include <QDeadlineTimer>
#include <QString>
#include <QThread>
#include <vector>

/// Not a zombie.
bool isRunning(pid_t pid);
/// Of all descendants, zombies too.
std::vector<pid_t> descendantsOf(pid_t pid);
/// Open descriptors; -1 when it is gone.
int descriptorCount(pid_t pid);
/// Resident bytes; 0 when it is gone.
qint64 residentBytes(pid_t pid);
/// Waits until none of them is there any more, zombies too. False: some still are.
bool waitUntilGone(const std::vector<pid_t>& pids, int milliseconds);

/// Waits until `condition` holds, looking every few milliseconds. For what no event tells.
template<typename Condition>
bool waitUntil(Condition condition, int milliseconds) {
  const QDeadlineTimer deadline(milliseconds);
  while (!condition()) {
    if (deadline.hasExpired()) return false;
    QThread::msleep(5);
  }
  return true;
}
