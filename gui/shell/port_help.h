// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Completes the banner of a port in use: which program of whom holds it and since when, and the button that ends it.

#pragma once

#include <QObject>
#include <optional>

#include "gui/cluster/port_holder.h"
#include "gui/problems/problem_list.h"

class PortHelp : public QObject {
  Q_OBJECT

 public:
  /// The list is the page's and outlives this.
  explicit PortHelp(ProblemList& list, QObject* parent = nullptr);

  /// The list shows these now. `own`: the server of the page, if it runs.
  void consider(const std::vector<base::Problem>& problems, const control::Status& own);
  void endHolder() { m_holder.end(); }
  /// In another language.
  void retranslate() { handleFound(); }

 signals:
  void freed();
  void refused(const QString& sentence);

 private:
  void handleFound();

  ProblemList& m_list;
  PortHolder m_holder;
  std::optional<base::Problem> m_problem;
  std::vector<pid_t> m_own;  ///< its processes: each holds its sockets
};
