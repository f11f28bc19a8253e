// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// One banner a problem.

#include "gui/problems/problem_list.h"

#include <QEvent>
#include <QPushButton>
#include <QVBoxLayout>

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
  m_sentence.clear();
  build();
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
  for (const base::Problem& problem : m_problems) {
    const bool warning = problem.severity == base::Problem::Severity::Warning;
    auto* banner = new Banner(warning ? style::Tone::Warning : style::Tone::Bad, this);
    banner->setText(problemSentences::sentence(problem));
    banner->setDetail(problemSentences::place(problem));
    for (const Mend& mend : mendsFor(problem)) {
      if (m_offered && !m_offered->contains(mend.kind)) continue;
      QPushButton* button = banner->addButton(label(mend));
      connect(button, &QPushButton::clicked, this, [this, mend] { emit mendAsked(mend); });
    }
    layout()->addWidget(banner);
  }
  if (!m_sentence.isEmpty()) {
    auto* banner = new Banner(style::Tone::Bad, this);
    banner->setText(m_sentence);
    layout()->addWidget(banner);
  }
  setVisible(layout()->count() > 0);
}

void ProblemList::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) build();
  QWidget::changeEvent(event);
}
