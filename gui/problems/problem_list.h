// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Problems inline in a page: a sentence each, its place, and the buttons that mend it.

#pragma once

#include <QWidget>
#include <optional>
#include <vector>

#include "gui/problems/mend.h"
#include "server/base/error.h"
#include "server/base/problem.h"

class ProblemList : public QWidget {
  Q_OBJECT

 public:
  explicit ProblemList(QWidget* parent = nullptr);

  /// Only these kinds get a button; without a call, all do.
  void offerOnly(const QList<Mend::Kind>& kinds);
  /// Hides itself when there is none. The same list again changes nothing on the screen. What is in it twice is shown
  /// once.
  void setProblems(const std::vector<base::Problem>& problems);
  /// Says more of one that is shown: a second line, and other mends than usual; empty: the usual ones.
  void explain(const base::Problem& problem, const QString& detail, const QList<Mend>& mends);
  /// An error without problems is shown by its sentence, without a mend.
  void setError(const base::Error& error);
  [[nodiscard]] const std::vector<base::Problem>& problems() const { return m_problems; }

 signals:
  void mendAsked(const Mend& mend);

 protected:
  void changeEvent(QEvent* event) override;

 private:
  struct Explanation {
    base::Problem problem;
    QString detail;
    QList<Mend> mends;
  };

  void build();
  void addBanner(const base::Problem& problem);
  [[nodiscard]] const Explanation* explanationOf(const base::Problem& problem) const;

  std::vector<base::Problem> m_problems;
  std::vector<Explanation> m_explanations;
  QString m_sentence;
  std::optional<QList<Mend::Kind>> m_offered;
};
