// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Introduction, body, problems, progress, buttons.

#include "gui/certificates/task_dialog.h"

#include <QDialogButtonBox>
#include <QEvent>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>

#include "gui/problems/file_mend.h"
#include "gui/problems/problem_list.h"
#include "gui/style/dialog_layout.h"

TaskDialog::TaskDialog(const QString& title, const QString& introduction, const QString& primary, QWidget* parent)
    : QDialog(parent),
      m_introduction(new QLabel(introduction, this)),
      m_body(new QWidget(this)),
      m_content(new QVBoxLayout(m_body)),
      m_problems(new ProblemList(this)),
      m_progress(new QProgressBar(this)) {
  setAttribute(Qt::WA_DeleteOnClose);
  setWindowTitle(title);
  m_introduction->setWordWrap(true);
  m_introduction->setTextFormat(Qt::PlainText);
  m_content->setContentsMargins(0, 0, 0, 0);
  m_content->setSpacing(12);
  m_problems->offerOnly(fileMend::kinds());
  connect(m_problems, &ProblemList::mendAsked, this,
          [this](const Mend& mend) { fileMend::apply(mend, this, [this] { handleMended(); }); });
  m_progress->setRange(0, 0);
  m_progress->setTextVisible(false);
  m_progress->setFixedHeight(4);
  m_progress->setAccessibleName(tr("Working"));
  m_progress->hide();
  const dialogLayout::Buttons buttons = dialogLayout::makeButtons(this, [this] { perform(); });
  m_buttons = buttons.box;
  m_primary = buttons.accept;
  m_primary->setText(primary);

  QVBoxLayout* layout = dialogLayout::makeOutline(this);
  layout->addWidget(m_introduction);
  layout->addWidget(m_body);
  layout->addWidget(m_problems);
  layout->addStretch();
  layout->addWidget(m_progress);
  layout->addWidget(m_buttons);
  setMinimumWidth(560);
}

QFormLayout* TaskDialog::addForm() {
  QFormLayout* form = dialogLayout::makeForm();
  m_content->addLayout(form);
  return form;
}

QLineEdit* TaskDialog::addPassphrase(QFormLayout* form, const QString& label) {
  auto* edit = new QLineEdit(this);
  edit->setEchoMode(QLineEdit::Password);
  edit->setAccessibleName(label);
  form->addRow(label, edit);
  return edit;
}

void TaskDialog::setBusy(bool busy) {
  m_body->setEnabled(!busy);
  m_primary->setEnabled(!busy);
  m_progress->setVisible(busy);
}

// Qt would begin at the buttons, which were made first.
void TaskDialog::focusFirstField() {
  for (QWidget* next = m_body->nextInFocusChain(); next != m_body; next = next->nextInFocusChain()) {
    const bool takesKeys = (next->focusPolicy() & Qt::TabFocus) == Qt::TabFocus && next->focusProxy() == nullptr;
    if (takesKeys && m_body->isAncestorOf(next) && next->isVisibleTo(this) && next->isEnabled())
      return next->setFocus();
  }
}

// What is said inline wraps, and a window does not grow for that by itself.
bool TaskDialog::event(QEvent* event) {
  if (event->type() == QEvent::Show && focusWidget() == nullptr) focusFirstField();
  const bool done = QDialog::event(event);
  if (event->type() == QEvent::LayoutRequest || event->type() == QEvent::Show) {
    const int needed = layout()->hasHeightForWidth() ? layout()->totalHeightForWidth(width()) : 0;
    if (height() < needed) resize(width(), needed);
  }
  return done;
}

void TaskDialog::handleMended() {
  m_problems->setProblems({});
}

void TaskDialog::showError(const base::Error& error) {
  m_problems->setError(error);
}
