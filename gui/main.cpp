// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The control panel: one window a person, in their language and colours.

#include <sysexits.h>

#include <QApplication>
#include <QCommandLineParser>
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string_view>

#include "gui/settings/language.h"
#include "gui/settings/settings.h"
#include "gui/shell/main_window.h"
#include "gui/shell/single_instance.h"
#include "gui/style/theme.h"

namespace {

/// What needs no display is to be had without one.
bool asksForWordsOnly(int argc, char** argv) {
  return std::any_of(argv + 1, argv + argc, [](std::string_view word) {
    return word == "-h" || word == "--help" || word == "--help-all" || word == "-v" || word == "--version";
  });
}

}  // namespace

int main(int argc, char** argv) {
  const std::unique_ptr<QCoreApplication> application(asksForWordsOnly(argc, argv) ? new QCoreApplication(argc, argv)
                                                                                   : new QApplication(argc, argv));
  QCoreApplication::setApplicationName(QStringLiteral("forkyard-panel"));
  QGuiApplication::setApplicationDisplayName(QStringLiteral("Forkyard"));
  QCoreApplication::setApplicationVersion(QStringLiteral(FORKYARD_VERSION));
  QGuiApplication::setDesktopFileName(QStringLiteral("org.forkyard.Panel"));

  Settings settings;
  Language language;
  language.setChoice(settings.language());
  QCommandLineParser parser;
  parser.setApplicationDescription(QApplication::translate("main", "Starts, watches and steers Forkyard servers."));
  parser.addHelpOption();
  parser.addVersionOption();
  const QCommandLineOption minimized(QStringLiteral("minimized"),
                                     QApplication::translate("main", "Starts without showing the window."));
  parser.addOption(minimized);
  parser.process(*application);
  if (!parser.positionalArguments().isEmpty()) {
    std::fputs(qPrintable(QApplication::translate("main", "No \"%1\" was expected. Servers are added in the window.")
                              .arg(parser.positionalArguments().constFirst()) +
                          QLatin1Char('\n')),
               stderr);
    return EX_USAGE;
  }

  SingleInstance instance;
  if (!instance.claim()) return EXIT_SUCCESS;

  Theme theme;
  theme.setChoice(settings.theme());
  QApplication::setWindowIcon(QIcon(QStringLiteral(":/icons/org.forkyard.Panel.svg")));
  QObject::connect(&settings, &Settings::languageChanged, &language, &Language::setChoice);
  QObject::connect(&settings, &Settings::themeChanged, &theme, &Theme::setChoice);

  MainWindow window(settings);
  QObject::connect(&instance, &SingleInstance::shownAgain, &window, &MainWindow::comeToFront);
  if (parser.isSet(minimized))
    window.startQuietly();
  else
    window.show();
  return QApplication::exec();
}
