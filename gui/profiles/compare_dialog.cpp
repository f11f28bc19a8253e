// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The comparison and its two panes.

#include "gui/profiles/compare_dialog.h"

#include <QDialogButtonBox>
#include <QFontDatabase>
#include <QGridLayout>
#include <QLabel>
#include <QPlainTextEdit>
#include <QScrollBar>
#include <QTextBlock>
#include <algorithm>
#include <vector>

#include "gui/style/dialog_layout.h"
#include "gui/style/palette.h"

namespace {

constexpr qsizetype mostLines = 2000;  // the table is quadratic; beyond this all lines count as different

QPlainTextEdit* makePane(const QString& text, const QList<int>& marked, const QColor& color, const QString& name,
                         QWidget* parent) {
  auto* pane = new QPlainTextEdit(text, parent);
  pane->setReadOnly(true);
  pane->setLineWrapMode(QPlainTextEdit::NoWrap);
  pane->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
  pane->setAccessibleName(name);
  QList<QTextEdit::ExtraSelection> selections;
  for (const int line : marked) {
    QTextEdit::ExtraSelection selection;
    selection.format.setBackground(color);
    selection.format.setProperty(QTextFormat::FullWidthSelection, true);
    selection.cursor = QTextCursor(pane->document()->findBlockByNumber(line));
    selections += selection;
  }
  pane->setExtraSelections(selections);
  return pane;
}

}  // namespace

LineDifference compareLines(const QStringList& left, const QStringList& right) {
  LineDifference difference;
  const qsizetype rows = left.size();
  const qsizetype columns = right.size();
  std::vector<int> table;
  const auto length = [&](qsizetype row, qsizetype column) -> int& {
    return table[static_cast<std::size_t>(row * (columns + 1) + column)];
  };
  const bool comparable = rows <= mostLines && columns <= mostLines;
  if (comparable) {
    table.assign(static_cast<std::size_t>((rows + 1) * (columns + 1)), 0);
    for (qsizetype row = rows - 1; row >= 0; --row)
      for (qsizetype column = columns - 1; column >= 0; --column)
        length(row, column) = left[row] == right[column] ? length(row + 1, column + 1) + 1
                                                         : std::max(length(row + 1, column), length(row, column + 1));
  }
  qsizetype row = 0;
  qsizetype column = 0;
  while (row < rows || column < columns) {
    if (row < rows && column < columns && left[row] == right[column]) {
      ++row, ++column;
    } else if (column < columns && (row == rows || !comparable || length(row, column + 1) >= length(row + 1, column))) {
      difference.right += static_cast<int>(column++);
    } else {
      difference.left += static_cast<int>(row++);
    }
  }
  return difference;
}

CompareDialog::CompareDialog(const QString& onDisk, const QString& mine, QWidget* parent) : QDialog(parent) {
  setWindowTitle(tr("Compare"));
  const LineDifference difference = compareLines(onDisk.split(QLatin1Char('\n')), mine.split(QLatin1Char('\n')));
  const style::Colors& c = style::colorsOf(palette());

  auto* panes = new QGridLayout;
  panes->setHorizontalSpacing(12);
  panes->addWidget(new QLabel(tr("The file on the disk"), this), 0, 0);
  panes->addWidget(new QLabel(tr("With your changes"), this), 0, 1);
  auto* left = makePane(onDisk, difference.left, c.warningSoft, tr("The file on the disk"), this);
  auto* right = makePane(mine, difference.right, c.goodSoft, tr("With your changes"), this);
  panes->addWidget(left, 1, 0);
  panes->addWidget(right, 1, 1);
  connect(left->verticalScrollBar(), &QScrollBar::valueChanged, right->verticalScrollBar(), &QScrollBar::setValue);
  connect(right->verticalScrollBar(), &QScrollBar::valueChanged, left->verticalScrollBar(), &QScrollBar::setValue);

  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
  QVBoxLayout* layout = dialogLayout::makeOutline(this);
  layout->addLayout(panes);
  layout->addWidget(buttons);
  resize(960, 560);
}
