// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Problems as a test compares them: codes in order, sentences for its message.

#pragma once

#include <QString>
#include <QStringList>

#include "server/base/problem.h"

inline QString codeName(base::ProblemCode code) {
  const std::string_view name = base::name(code);
  return QString::fromUtf8(name.data(), static_cast<qsizetype>(name.size()));
}

/// Sorted, with "|" between.
inline QString codesOf(const std::vector<base::Problem>& problems) {
  QStringList list;
  for (const base::Problem& problem : problems) list << codeName(problem.code);
  list.sort();
  return list.join('|');
}

inline QString sentencesOf(const std::vector<base::Problem>& problems) {
  QString text;
  for (const base::Problem& problem : problems) text += QString::fromStdString(base::sentence(problem)) + "\n";
  return text;
}
