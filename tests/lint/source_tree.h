// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The project's own source files, for the tests that read them as text.

#pragma once

#include <QString>
#include <QStringList>
#include <vector>

struct SourceFile {
  QString path;  ///< from the repository's root: "server/base/error.h"
  QStringList lines;
};

/// The repository's root (FORKYARD_SOURCE), with a "/" at the end.
QString sourceRoot();
/// Every file below `folders` with one of `suffixes`, sorted by path. Build folders are not looked into.
std::vector<SourceFile> sourceFiles(const QStringList& folders, const QStringList& suffixes);
