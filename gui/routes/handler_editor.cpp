// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The box and the stack go by the same index.

#include "gui/routes/handler_editor.h"

#include <QComboBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QSignalBlocker>
#include <QStackedWidget>
#include <algorithm>

#include "gui/routes/app_fields.h"
#include "gui/routes/folder_fields.h"
#include "gui/routes/hello_fields.h"
#include "gui/routes/other_fields.h"
#include "gui/routes/redirect_fields.h"
#include "gui/routes/visits_fields.h"
#include "gui/routes/words_line.h"

HandlerEditor::HandlerEditor(QWidget* parent)
    : QWidget(parent),
      m_kinds(new QComboBox(this)),
      m_stack(new QStackedWidget(this)),
      m_words(new WordsLine(this)),
      m_below(new QHBoxLayout) {
  m_fields = {new HelloFields(this), new VisitsFields(this),   new FolderFields(this),
              new AppFields(this),   new RedirectFields(this), new OtherFields(this)};
  for (HandlerFields* fields : m_fields) {
    m_stack->addWidget(fields);
    connect(fields, &HandlerFields::edited, this, &HandlerEditor::handleEdited);
    connect(fields, &HandlerFields::wordsChanged, this, &HandlerEditor::showWords);
  }
  m_below->setSpacing(8);
  m_below->addWidget(m_words, 1);
  auto* above = new QHBoxLayout;
  above->setSpacing(8);
  above->addWidget(m_kinds);
  above->addWidget(m_stack, 1);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(4);
  layout->addLayout(above);
  layout->addLayout(m_below);
  setFocusProxy(m_kinds);
  connect(m_kinds, &QComboBox::activated, this, [this](int kind) {
    m_stack->setCurrentIndex(kind);
    handleEdited();
    showWords();
    if (current()->focusProxy()) current()->setFocus();
  });
  m_handler = m_fields.front()->handler();
  retranslate();
}

HandlerFields* HandlerEditor::current() const {
  return m_fields[static_cast<std::size_t>(m_stack->currentIndex())];
}

void HandlerEditor::setHandler(const config::RouteHandler& handler, const config::Config& surroundings) {
  for (HandlerFields* fields : m_fields) fields->setSurroundings(surroundings);
  m_handler = handler;
  const auto shown = std::ranges::find_if(m_fields, [&](const HandlerFields* each) { return each->shows(handler); });
  (*shown)->setHandler(handler);
  const int index = static_cast<int>(shown - m_fields.begin());
  fit();
  m_kinds->setCurrentIndex(index);
  m_stack->setCurrentIndex(index);
  showWords();
}

// A kind that only the file can give is offered only where it is.
void HandlerEditor::fit() {
  const bool other = m_fields.back()->shows(m_handler);
  const int wanted = static_cast<int>(m_fields.size()) - (other ? 0 : 1);
  if (m_kinds->count() == wanted + 1) m_kinds->removeItem(wanted);
  if (m_kinds->count() == wanted - 1) m_kinds->addItem(m_fields.back()->kind());
}

void HandlerEditor::forget() {
  const config::RouteHandler nothing[] = {config::HelloRoute(), config::FilesRoute(), config::ProxyRoute(),
                                          config::RedirectRoute()};
  for (const config::RouteHandler& handler : nothing) {
    const auto shown = std::ranges::find_if(m_fields, [&](const HandlerFields* each) { return each->shows(handler); });
    if (*shown != current()) (*shown)->setHandler(handler);
  }
}

void HandlerEditor::addBeside(QWidget* widget) {
  m_below->addWidget(widget);
}

FieldWords HandlerEditor::words() const {
  return current()->words();
}

void HandlerEditor::handleEdited() {
  m_handler = current()->handler();
  emit edited(m_handler);
}

void HandlerEditor::showWords() {
  m_words->setWords(words());
  emit wordsChanged();
}

void HandlerEditor::retranslate() {
  m_kinds->setAccessibleName(tr("What is served"));
  const int chosen = m_stack->currentIndex();
  m_kinds->clear();
  for (HandlerFields* fields : m_fields) {
    fields->retranslate();
    m_kinds->addItem(fields->kind());
  }
  fit();
  m_kinds->setCurrentIndex(chosen);
  showWords();
}

void HandlerEditor::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) retranslate();
  QWidget::changeEvent(event);
}
