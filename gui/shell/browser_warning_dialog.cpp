// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// A heading, a reason, and three short recipes.

#include "gui/shell/browser_warning_dialog.h"
#include "gui/style/dialog_layout.h"

#include <QDialogButtonBox>
#include <QGridLayout>
#include <QLabel>

namespace {

QLabel* wrapped(const QString& text, QWidget* parent) {
  auto* label = new QLabel(text, parent);
  label->setWordWrap(true);
  label->setTextFormat(Qt::PlainText);
  return label;
}

void addRecipe(QGridLayout* grid, const QString& browser, const QString& steps, QWidget* parent) {
  const int row = grid->rowCount();
  auto* name = new QLabel(browser, parent);
  QFont bold = name->font();
  bold.setWeight(QFont::DemiBold);
  name->setFont(bold);
  grid->addWidget(name, row, 0, Qt::AlignTop);
  grid->addWidget(wrapped(steps, parent), row, 1);
}

}  // namespace

BrowserWarningDialog::BrowserWarningDialog(const QString& host, const QString& address, QWidget* parent)
    : QDialog(parent) {
  setWindowTitle(tr("Your browser will warn"));
  auto* reason =
      wrapped(tr("The connection is encrypted. But the certificate is self-signed: it vouches for itself, and "
                 "nobody your browser knows vouches for it. For a server of your own on this computer you can "
                 "go on:"),
              this);
  auto* grid = new QGridLayout;
  grid->setHorizontalSpacing(16);
  grid->setVerticalSpacing(12);
  grid->setColumnStretch(1, 1);
  addRecipe(grid, tr("Chrome, Chromium, Edge"), tr("Advanced → Proceed to %1 (unsafe)").arg(host), this);
  addRecipe(grid, tr("Firefox"), tr("Advanced… → Accept the Risk and Continue"), this);
  addRecipe(grid, tr("curl"), QStringLiteral("curl -k ") + address, this);
  auto* advice =
      wrapped(tr("The browser remembers it for this address. Never do this on a page of somebody else."), this);
  advice->setForegroundRole(QPalette::PlaceholderText);

  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
  QVBoxLayout* layout = dialogLayout::makeOutline(this);
  layout->addWidget(reason);
  layout->addLayout(grid);
  layout->addWidget(advice);
  layout->addWidget(buttons);
  setMinimumWidth(520);
}
