// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The control panel: one window a person, in their language and colours.

#include <QApplication>
#include <QCommandLineParser>
#include <cstdlib>

#include "gui/settings/language.h"
#include "gui/settings/settings.h"
#include "gui/shell/main_window.h"
#include "gui/shell/single_instance.h"
#include "gui/style/theme.h"

int main(int argc, char** argv) {
  QApplication application(argc, argv);
  QApplication::setApplicationName(QStringLiteral("forkyard-panel"));
  QApplication::setApplicationDisplayName(QStringLiteral("Forkyard"));
  QApplication::setApplicationVersion(QStringLiteral(FORKYARD_VERSION));
  QApplication::setDesktopFileName(QStringLiteral("org.forkyard.Panel"));

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
  parser.process(application);

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
