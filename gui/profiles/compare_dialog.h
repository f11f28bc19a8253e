// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Two texts side by side, lines that differ marked: the file as somebody left it, and as the person would have it.

#pragma once

#include <QDialog>

class CompareDialog : public QDialog {
  Q_OBJECT

 public:
  CompareDialog(const QString& onDisk, const QString& mine, QWidget* parent);
};

/// Of each side, the numbers of the lines that are not in the other (a longest common subsequence).
struct LineDifference {
  QList<int> left;
  QList<int> right;
};
LineDifference compareLines(const QStringList& left, const QStringList& right);
