// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The path of the program as it runs now: a moved program is found again when the box is ticked again.

#include "gui/settings/autostart.h"

#include <QCoreApplication>
#include <QStandardPaths>
#include <filesystem>
#include <system_error>

#include "gui/base/text.h"
#include "server/base/xdg_directories.h"

namespace autostart {

namespace {

std::filesystem::path file() {
  return toPath(QStandardPaths::writableLocation(QStandardPaths::GenericConfigLocation)) / "autostart" /
         "org.forkyard.Panel.desktop";
}

// Desktop Entry Specification, "The Exec key": in quotes, with these escaped, and a percent sign doubled.
QString quoted(const QString& path) {
  QString result;
  for (const QChar letter : path) {
    if (QStringLiteral("\"`$").contains(letter)) result += QStringLiteral("\\\\");
    if (letter == QLatin1Char('\\')) result += QStringLiteral("\\\\\\");
    result += letter;
    if (letter == QLatin1Char('%')) result += letter;
  }
  return QLatin1Char('"') + result + QLatin1Char('"');
}

}  // namespace

bool isOn() {
  std::error_code error;
  return std::filesystem::exists(file(), error);
}

base::Result<void> setOn(bool on) {
  std::error_code error;
  if (!on) {
    std::filesystem::remove(file(), error);
    if (error) return base::failure("cannot remove " + file().string() + ": " + error.message());
    return {};
  }
  std::filesystem::create_directories(file().parent_path(), error);
  const QString text = QStringLiteral(
                           "[Desktop Entry]\nType=Application\nName=Forkyard\nIcon=org.forkyard.Panel\n"
                           "Exec=%1 --minimized\nTerminal=false\n")
                           .arg(quoted(QCoreApplication::applicationFilePath()));
  return base::writeFileAtomically(file(), text.toStdString(), 0644);
}

}  // namespace autostart
