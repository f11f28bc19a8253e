// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT

#include "tests/lint/source_tree.h"

#include <QDirIterator>
#include <QFile>
#include <algorithm>

QString sourceRoot() {
  return qEnvironmentVariable("FORKYARD_SOURCE") + QLatin1Char('/');
}

std::vector<SourceFile> sourceFiles(const QStringList& folders, const QStringList& suffixes) {
  std::vector<SourceFile> found;
  for (const QString& folder : folders) {
    QDirIterator each(sourceRoot() + folder, QDir::Files, QDirIterator::Subdirectories);
    while (each.hasNext()) {
      each.next();
      if (!suffixes.contains(each.fileInfo().suffix())) continue;
      QFile file(each.filePath());
      if (!file.open(QIODevice::ReadOnly)) continue;
      QStringList lines = QString::fromUtf8(file.readAll()).split(QLatin1Char('\n'));
      if (!lines.isEmpty() && lines.last().isEmpty()) lines.removeLast();
      found.push_back({each.filePath().mid(sourceRoot().size()), lines});
    }
  }
  std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.path < b.path; });
  return found;
}
