// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// See dialog_layout.h.

#include "gui/style/dialog_layout.h"

#include <QDialog>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QPushButton>
#include <QVBoxLayout>

#include "gui/style/forkyard_style.h"

namespace dialogLayout {

QVBoxLayout* makeOutline(QDialog* dialog, int spacing) {
  auto* outline = new QVBoxLayout(dialog);
  outline->setContentsMargins(24, 24, 24, 16);
  outline->setSpacing(spacing);
  return outline;
}

QFormLayout* makeForm() {
  auto* form = new QFormLayout;
  form->setHorizontalSpacing(16);
  form->setVerticalSpacing(12);
  form->setLabelAlignment(Qt::AlignLeft | Qt::AlignVCenter);
  form->setFieldGrowthPolicy(QFormLayout::ExpandingFieldsGrow);
  return form;
}

Buttons makeButtons(QDialog* dialog, const std::function<void()>& accepted) {
  auto* box = new QDialogButtonBox(QDialogButtonBox::Cancel, dialog);
  QPushButton* accept = box->addButton(QString(), QDialogButtonBox::AcceptRole);
  accept->setDefault(true);
  ForkyardStyle::makePrimary(accept);
  QObject::connect(box, &QDialogButtonBox::accepted, dialog, accepted);
  QObject::connect(box, &QDialogButtonBox::rejected, dialog, &QDialog::reject);
  return {box, accept};
}

}  // namespace dialogLayout
