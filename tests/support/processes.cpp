// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT

#include "tests/support/processes.h"

#include <unistd.h>

#include <QDir>
#include <QFile>
#include <algorithm>
#include <map>

namespace {

struct ProcessFacts {
  char state = 0;  ///< 0: there is none
  pid_t parent = 0;
  qint64 residentPages = 0;
};

/// proc(5): the name in field 2 may hold anything, so fields are counted from its closing parenthesis.
ProcessFacts factsOf(pid_t pid) {
  QFile file(QString("/proc/%1/stat").arg(pid));
  if (!file.open(QIODevice::ReadOnly)) return {};
  const QByteArray all = file.readAll();
  const QList<QByteArray> fields = all.mid(all.lastIndexOf(')') + 2).split(' ');
  if (fields.size() < 22) return {};
  return {fields[0].at(0), fields[1].toInt(), fields[21].toLongLong()};
}

}  // namespace

bool isRunning(pid_t pid) {
  const char state = factsOf(pid).state;
  return state != 0 && state != 'Z' && state != 'X';
}

std::vector<pid_t> descendantsOf(pid_t pid) {
  std::multimap<pid_t, pid_t> children;
  for (const QString& name : QDir("/proc").entryList(QDir::Dirs))
    if (const pid_t each = name.toInt(); each > 0) children.emplace(factsOf(each).parent, each);
  std::vector<pid_t> found;
  std::vector<pid_t> parents = {pid};
  while (!parents.empty()) {
    const auto [begin, end] = children.equal_range(parents.back());
    parents.pop_back();
    for (auto each = begin; each != end; ++each) {
      found.push_back(each->second);
      parents.push_back(each->second);
    }
  }
  return found;
}

int descriptorCount(pid_t pid) {
  const QDir directory(QString("/proc/%1/fd").arg(pid));
  // System: a descriptor's link points at no file where it is a socket.
  return isRunning(pid)
             ? static_cast<int>(directory.entryList(QDir::AllEntries | QDir::System | QDir::NoDotAndDotDot).size())
             : -1;
}

qint64 residentBytes(pid_t pid) {
  return factsOf(pid).residentPages * ::sysconf(_SC_PAGESIZE);
}

bool waitUntilGone(const std::vector<pid_t>& pids, int milliseconds) {
  return waitUntil(
      [&] { return std::none_of(pids.begin(), pids.end(), [](pid_t pid) { return factsOf(pid).state != 0; }); },
      milliseconds);
}
