// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// One banner a problem.

#include "gui/problems/problem_list.h"

#include <QEvent>
#include <QPushButton>
#include <QVBoxLayout>
#include <algorithm>

#include "gui/base/text.h"
#include "gui/problems/problem_sentences.h"
#include "gui/style/banner.h"

ProblemList::ProblemList(QWidget* parent) : QWidget(parent) {
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(8);
  hide();
}

void ProblemList::setProblems(const std::vector<base::Problem>& problems) {
  if (problems == m_problems && m_sentence.isEmpty()) return;
  m_problems = problems;
  std::erase_if(m_explanations, [this](const Explanation& each) {
    return std::ranges::find(m_problems, each.problem) == m_problems.end();
  });
  m_sentence.clear();
  build();
}

void ProblemList::explain(const base::Problem& problem, const QString& detail, const QList<Mend>& mends) {
  std::erase_if(m_explanations, [&](const Explanation& each) { return each.problem == problem; });
  m_explanations.push_back({problem, detail, mends});
  build();
}

const ProblemList::Explanation* ProblemList::explanationOf(const base::Problem& problem) const {
  const auto found = std::ranges::find(m_explanations, problem, &Explanation::problem);
  return found == m_explanations.end() ? nullptr : &*found;
}

void ProblemList::setError(const base::Error& error) {
  setProblems(error.problems);
  if (!error.problems.empty()) return;
  m_sentence = toQt(error.sentence);
  build();
}

void ProblemList::offerOnly(const QList<Mend::Kind>& kinds) {
  m_offered = kinds;
}

void ProblemList::build() {
  while (QLayoutItem* item = layout()->takeAt(0)) {
    item->widget()->hide();
    item->widget()->deleteLater();
    delete item;
  }
  for (auto problem = m_problems.begin(); problem != m_problems.end(); ++problem)
    if (std::find(m_problems.begin(), problem, *problem) == problem) addBanner(*problem);
  if (!m_sentence.isEmpty()) {
    auto* banner = new Banner(style::Tone::Bad, this);
    banner->setText(m_sentence);
    layout()->addWidget(banner);
  }
  setVisible(layout()->count() > 0);
}

void ProblemList::addBanner(const base::Problem& problem) {
  const bool warning = problem.severity == base::Problem::Severity::Warning;
  auto* banner = new Banner(warning ? style::Tone::Warning : style::Tone::Bad, this);
  banner->setText(problemSentences::sentence(problem));
  const Explanation* more = explanationOf(problem);
  banner->setDetail(more ? more->detail : problemSentences::place(problem));
  for (const Mend& mend : more && !more->mends.isEmpty() ? more->mends : mendsFor(problem)) {
    if (m_offered && !m_offered->contains(mend.kind)) continue;
    QPushButton* button = banner->addButton(label(mend));
    connect(button, &QPushButton::clicked, this, [this, mend] { emit mendAsked(mend); });
  }
  layout()->addWidget(banner);
}

void ProblemList::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) build();
  QWidget::changeEvent(event);
}
