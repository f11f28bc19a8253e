// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Makes the pictures of the README: the real window with a real server, light and dark, in each language. With "all"
// also those of states that one only looks at. Not part of the product.

#include <QApplication>
#include <QDir>
#include <QTest>
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <vector>

#include "gui/certificates/local_authority.h"
#include "gui/settings/settings.h"
#include "tests/gui/screenshots/photographer.h"
#include "tests/gui/screenshots/scenes.h"
#include "tests/gui/shell/dialogs.h"

namespace {

/// The running server's states that one only looks at.
bool takeStates(MainWindow& window, Scenes& scenes, const Dialogs& dialogs, Photographer& photographer) {
  const auto take = [&](const char* name) { return photographer.takeAll(window, QString::fromLatin1(name)); };
  const auto open = [&](const char* name, void (Dialogs::*dialog)() const) {
    return photographer.takeAll(
        [&] {
          (dialogs.*dialog)();
          return Dialogs::shown();
        },
        QString::fromLatin1(name));
  };
  return scenes.showLives(true) && take("lives") && scenes.showLives(false) && scenes.openCharts(true) &&
         take("charts") && scenes.openCharts(false) && scenes.serveSeveral() && open("routes", &Dialogs::routes) &&
         scenes.loseSessions() && take("sessions") && scenes.encryptSessions() && take("sessions-encrypted") &&
         open("redis-files", &Dialogs::redisFiles) && open("shared-tickets", &Dialogs::shareTickets) &&
         scenes.breakFile() && take("broken-file") && scenes.mendFile() && scenes.changeBoth() &&
         take("changed-twice") && open("compare", &Dialogs::compare) && scenes.takeFile() &&
         open("browser-warning", &Dialogs::browserWarning) && open("settings", &Dialogs::settings) &&
         open("about", &Dialogs::about) && open("closing", &Dialogs::closing) && scenes.crashLoop() &&
         take("crashing") && scenes.wantTakenPort() && take("port");
}

using Opening = std::pair<const char*, std::function<void(const Dialogs&)>>;

const std::vector<Opening>& readmeDialogs() {
  static const std::vector<Opening> dialogs = {
      {"new-certificate", &Dialogs::newCertificate}, {"import", &Dialogs::importFiles}, {"ladder", &Dialogs::ladder}};
  return dialogs;
}

const std::vector<Opening>& otherDialogs() {
  static const std::vector<Opening> dialogs = {
      {"new-certificate-advanced", &Dialogs::advancedCertificate},
      {"link-files", &Dialogs::linkFiles},
      {"export", &Dialogs::exportSelected},
      {"renew", &Dialogs::renewSelected},
      {"remove", &Dialogs::removeSelected},
      {"add-intermediate", &Dialogs::addIntermediate},
      {"make-authority", &Dialogs::makeAuthority},
      {"more-names", &Dialogs::addAuthorityNames},
      {"trust", &Dialogs::trustAuthority},
      {"phone", &Dialogs::share},
      {"sign-request", &Dialogs::signRequest},
      {"inspect", &Dialogs::inspect},
      {"public-name", [](const Dialogs& dialogs) { dialogs.certify(0); }},
      {"public-name-dns", [](const Dialogs& dialogs) { dialogs.certify(1); }},
  };
  return dialogs;
}

bool takeDialogs(const std::vector<Opening>& openings, const Dialogs& dialogs, Photographer& photographer) {
  return std::ranges::all_of(openings, [&](const Opening& opening) {
    const auto open = [&] {
      opening.second(dialogs);
      return Dialogs::shown();
    };
    return photographer.takeAll(open, QString::fromLatin1(opening.first));
  });
}

int run(const QString& folder, const QSize& size, bool all) {
  const TemporaryHome home;
  home.enter();
  Settings settings;
  Photographer photographer(folder);
  // Before the window looks for one.
  if (!certificates::createAuthority(LocalAuthority::files(), {}, base::unixNow())) return EXIT_FAILURE;
  MainWindow window(settings);
  window.resize(size);
  window.show();
  if (!QTest::qWaitForWindowExposed(&window)) return EXIT_FAILURE;
  Scenes scenes(window, home);
  const Dialogs dialogs(window, scenes.bundle());

  bool good = photographer.takeAll(window, QStringLiteral("stopped"));
  good = good && scenes.start() && scenes.stir() && photographer.takeAll(window, QStringLiteral("running"));
  good = good && scenes.swapCertificate() && photographer.takeAll(window, QStringLiteral("reload"));
  good = good && (!all || takeStates(window, scenes, dialogs, photographer));
  good = good && scenes.showCertificates() && photographer.takeAll(window, QStringLiteral("certificates"));
  good = good && takeDialogs(readmeDialogs(), dialogs, photographer);
  good = good && (!all || takeDialogs(otherDialogs(), dialogs, photographer));
  return scenes.stop() && good ? EXIT_SUCCESS : EXIT_FAILURE;
}

}  // namespace

int main(int argc, char** argv) {
  QApplication application(argc, argv);
  QApplication::setQuitOnLastWindowClosed(false);
  QStringList arguments = QApplication::arguments();
  const bool all = arguments.removeAll(QStringLiteral("all")) > 0;
  if (arguments.size() < 2 || !QDir().mkpath(arguments[1])) {
    std::fprintf(stderr, "usage: forkyard_screenshots FOLDER [WIDTH HEIGHT [POINTS]] [all]\n");
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
  return run(arguments[1], size, all);
}
