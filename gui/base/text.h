// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Text and paths between Qt and the server's libraries: UTF-8 on that side, UTF-16 on this one.

#pragma once

#include <QFile>
#include <QString>
#include <filesystem>
#include <string>

inline QString toQt(const std::string& text) {
  return QString::fromStdString(text);
}
inline QString toQt(const std::filesystem::path& path) {
  return QFile::decodeName(path.c_str());
}
inline std::filesystem::path toPath(const QString& path) {
  return QFile::encodeName(path).toStdString();
}
