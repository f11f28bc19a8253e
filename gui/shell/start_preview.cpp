// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// A heading, the picture, and three sentences.

#include "gui/shell/start_preview.h"

#include <QEvent>
#include <QGridLayout>
#include <QLabel>
#include <QVBoxLayout>

#include "gui/profiles/setup_summary.h"
#include "gui/shell/cluster_diagram.h"

namespace {

constexpr int linesOfWords = 12;  // with the spaces between them
constexpr int leastLines = 9;

}  // namespace

StartPreview::StartPreview(QWidget* parent)
    : QWidget(parent), m_heading(new QLabel(this)), m_diagram(new ClusterDiagram(this)) {
  QFont bold = font();
  bold.setPointSizeF(bold.pointSizeF() * 1.25);
  bold.setWeight(QFont::DemiBold);
  m_heading->setFont(bold);

  auto* steps = new QGridLayout;
  steps->setHorizontalSpacing(10);
  steps->setVerticalSpacing(8);
  for (int step = 1; step <= 3; ++step) {
    auto* number = new QLabel(QStringLiteral("%1.").arg(step), this);
    number->setForegroundRole(QPalette::PlaceholderText);
    auto* text = new QLabel(this);
    text->setWordWrap(true);
    text->setMinimumWidth(text->fontMetrics().averageCharWidth() * 76);
    steps->addWidget(number, step, 0, Qt::AlignTop | Qt::AlignRight);
    steps->addWidget(text, step, 1);
    m_steps += text;
  }

  auto* column = new QVBoxLayout;
  column->setSpacing(20);
  column->addWidget(m_heading, 0, Qt::AlignHCenter);
  column->addWidget(m_diagram, 0, Qt::AlignHCenter);
  column->addLayout(steps);
  auto* layout = new QGridLayout(this);
  layout->setContentsMargins(16, 16, 16, 16);
  layout->setRowStretch(0, 2);
  layout->setRowStretch(2, 3);
  layout->setColumnStretch(0, 1);
  layout->setColumnStretch(2, 1);
  layout->addLayout(column, 1, 1);
  retranslate();
}

void StartPreview::setConfig(const config::Config& config) {
  m_config = config;
  m_diagram->setConfig(config);
  fit();
  retranslate();
}

// Where there is no room for both, the words say what the picture shows; below an open form there may be none for
// words.
void StartPreview::fit() {
  // Of a file that cannot be read nothing can be promised.
  const bool promised = !m_config.listeners.empty();
  const int line = fontMetrics().height();
  for (QWidget* part : findChildren<QWidget*>(Qt::FindDirectChildrenOnly))
    if (part != m_diagram) part->setVisible(promised && height() >= line * leastLines);
  m_diagram->setVisible(promised && height() >= m_diagram->sizeHint().height() + line * linesOfWords);
}

void StartPreview::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  fit();
}

void StartPreview::retranslate() {
  m_heading->setText(tr("What Start will do"));
  if (m_config.listeners.empty()) return;
  const config::Listener& listener = m_config.listeners.front();
  const bool encrypted = listener.protocol != config::Protocol::Http;
  m_steps[0]->setText(encrypted ? tr("A master process reads the certificate and opens port %1.").arg(listener.port)
                                : tr("A master process opens port %1.").arg(listener.port));
  m_steps[1]->setText(tr("It forks %n worker process(es), which share the port. They serve: %1", nullptr,
                         config::workerCount(m_config.cluster))
                          .arg(setupSummary::served(m_config)));
  m_steps[2]->setText(
      tr("You see each worker here. One that exits is reported with its reason, and another is forked in its place."));
}

void StartPreview::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) {
    retranslate();
    m_diagram->setConfig(m_config);
  }
  QWidget::changeEvent(event);
}
