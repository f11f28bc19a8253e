// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Makes the pictures of the README: the real window with a real server, light and dark, in each language. Not part of
// the product.

#include <signal.h>

#include <QApplication>
#include <QDir>
#include <QSpinBox>
#include <QTest>
#include <cstdio>
#include <cstdlib>
#include <functional>

#include "gui/settings/language.h"
#include "gui/settings/settings.h"
#include "gui/shell/main_window.h"
#include "gui/shell/server_page.h"
#include "gui/style/theme.h"
#include "tests/gui/shell/widgets.h"
#include "tests/support/temporary_home.h"

namespace {

constexpr int patienceMs = 60'000;

bool waitFor(const std::function<bool()>& condition) {
  return QTest::qWaitFor(condition, patienceMs);
}

class Photographer {
 public:
  Photographer(MainWindow& window, Theme& theme, Language& language, QString folder)
      : m_window(window), m_theme(theme), m_language(language), m_folder(std::move(folder)) {}

  // One picture for each pair of language and theme: "running-en-dark.png".
  bool takeAll(const QString& name) {
    for (const QString& code : Language::available()) {
      for (const auto& [choice, word] :
           {std::pair(Theme::Choice::Light, "light"), std::pair(Theme::Choice::Dark, "dark")}) {
        m_language.setChoice(code);
        m_theme.setChoice(choice);
        QTest::qWait(1200);  // a status a second: all texts are in the new language then
        const QString file = QStringLiteral("%1/%2-%3-%4.png").arg(m_folder, name, code, QString::fromLatin1(word));
        if (!m_window.grab().save(file)) return false;
        std::printf("%s\n", qPrintable(file));
      }
    }
    m_language.setChoice(QStringLiteral("en"));
    m_theme.setChoice(Theme::Choice::Light);
    QTest::qWait(100);
    return true;
  }

 private:
  MainWindow& m_window;
  Theme& m_theme;
  Language& m_language;
  QString m_folder;
};

// A little life, so that there is something to see: requests, kills, and replacements.
bool stir(MainWindow& window) {
  Cluster* cluster = window.serverPage()->cluster();
  for (const int slot : {2, 0, 2}) {
    QTest::qWait(7'000);
    if (!click(&window, QStringLiteral("Send 20 requests"))) return false;
    QTest::qWait(3'000);
    for (const control::WorkerStatus& worker : cluster->status().workers) {
      if (worker.slot == slot && worker.pid > 0) ::kill(worker.pid, slot == 0 ? SIGSEGV : SIGKILL);
    }
  }
  QTest::qWait(8'000);
  if (!click(&window, QStringLiteral("Send 20 requests"))) return false;
  QTest::qWait(2'000);
  return true;
}

int run(const QString& folder, const QSize& size) {
  const TemporaryHome home;
  home.enter();
  Settings settings;
  Language language;
  language.setChoice(QStringLiteral("en"));
  Theme theme;
  theme.setChoice(Theme::Choice::Light);
  MainWindow window(settings);
  window.resize(size);
  window.show();
  if (!QTest::qWaitForWindowExposed(&window)) return EXIT_FAILURE;

  Photographer photographer(window, theme, language, folder);
  if (!photographer.takeAll(QStringLiteral("stopped"))) return EXIT_FAILURE;

  window.findChild<QSpinBox*>(QStringLiteral("workers"))->setValue(4);
  Cluster* cluster = window.serverPage()->cluster();
  if (!click(&window, QStringLiteral("Start"))) return EXIT_FAILURE;
  bool good = waitFor([&] { return cluster->state() == Cluster::State::Running; });
  good = good && stir(window) && photographer.takeAll(QStringLiteral("running"));
  cluster->stop();
  return waitFor([&] { return cluster->isStopped(); }) && good ? EXIT_SUCCESS : EXIT_FAILURE;
}

}  // namespace

int main(int argc, char** argv) {
  QApplication application(argc, argv);
  QApplication::setQuitOnLastWindowClosed(false);
  const QStringList arguments = QApplication::arguments();
  if (arguments.size() < 2 || !QDir().mkpath(arguments[1])) {
    std::fprintf(stderr, "usage: forkyard_screenshots FOLDER [WIDTH HEIGHT [POINTS]]\n");
    return EXIT_FAILURE;
  }
  if (arguments.size() > 4) {
    QFont font = QApplication::font();
    font.setPointSize(arguments[4].toInt());
    QApplication::setFont(font);
  }
  const QSize size = arguments.size() > 3 ? QSize(arguments[2].toInt(), arguments[3].toInt()) : QSize(1280, 800);
  // Beside the build's programs, not beside this one.
  if (!qEnvironmentVariableIsSet("FORKYARD_PROGRAM"))
    qputenv("FORKYARD_PROGRAM",
            QFile::encodeName(QApplication::applicationDirPath() + QStringLiteral("/../../forkyard")));
  return run(arguments[1], size);
}
