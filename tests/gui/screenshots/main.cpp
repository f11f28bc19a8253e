// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Makes the pictures of the README: the real window with a real server, light and dark, in each language. With "all"
// also those of states that one only looks at. Not part of the product.

#include <QApplication>
#include <QDir>
#include <QTest>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <vector>

#include "gui/certificates/local_authority.h"
#include "gui/settings/settings.h"
#include "server/base/time.h"
#include "tests/gui/screenshots/photographer.h"
#include "tests/gui/screenshots/scenes.h"
#include "tests/gui/shell/dialogs.h"

namespace {

using Opening = std::pair<const char*, std::function<void(const Dialogs&)>>;

/// Of the certificates page; the first three are the README's.
std::vector<Opening> certificateDialogs(bool all) {
  std::vector<Opening> dialogs = {
      {"new-certificate", &Dialogs::newCertificate}, {"import", &Dialogs::importFiles}, {"ladder", &Dialogs::ladder}};
  if (!all) return dialogs;
  const std::vector<Opening> others = {
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
      {"public-name", [](const Dialogs& shown) { shown.certify(0); }},
      {"public-name-dns", [](const Dialogs& shown) { shown.certify(1); }},
  };
  dialogs.insert(dialogs.end(), others.begin(), others.end());
  return dialogs;
}

/// The real window, brought from state to state. Each function is false once a picture could not be taken.
class Album {
 public:
  Album(MainWindow& window, const TemporaryHome& home, Photographer& photographer)
      : m_window(window), m_scenes(window, home), m_dialogs(window, m_scenes.bundle()), m_photographer(photographer) {}

  bool take(bool all) {
    bool good = take("stopped") && m_scenes.start() && m_scenes.stir() && take("running") &&
                m_scenes.swapCertificate() && take("reload") && (!all || takeFigures()) && m_scenes.serveSeveral() &&
                open({"routes", &Dialogs::routes}) && m_scenes.loseSessions() && take("sessions") &&
                (!all || takeTroubles()) && m_scenes.showCertificates() && take("certificates");
    for (const Opening& opening : certificateDialogs(all)) good = good && open(opening);
    return m_scenes.stop() && good;
  }

 private:
  bool take(const char* name) { return m_photographer.takeAll(m_window, QString::fromLatin1(name)); }

  bool open(const Opening& opening) {
    const auto dialog = [&] {
      opening.second(m_dialogs);
      return Dialogs::shown();
    };
    return m_photographer.takeAll(dialog, QString::fromLatin1(opening.first));
  }

  bool takeFigures() {
    return m_scenes.showLives(true) && take("lives") && m_scenes.showLives(false) && m_scenes.openCharts(true) &&
           take("charts") && m_scenes.openCharts(false);
  }

  bool takeTroubles() {
    return open({"shared-tickets", &Dialogs::shareTickets}) && m_scenes.encryptSessions() &&
           take("sessions-encrypted") && open({"redis-files", &Dialogs::redisFiles}) && m_scenes.breakFile() &&
           take("broken-file") && m_scenes.mendFile() && m_scenes.changeBoth() && take("changed-twice") &&
           open({"compare", &Dialogs::compare}) && m_scenes.takeFile() &&
           open({"browser-warning", &Dialogs::browserWarning}) && open({"settings", &Dialogs::settings}) &&
           open({"about", &Dialogs::about}) && open({"closing", &Dialogs::closing}) && m_scenes.crashLoop() &&
           take("crashing") && m_scenes.wantTakenPort() && take("port");
  }

  MainWindow& m_window;
  Scenes m_scenes;
  const Dialogs m_dialogs;
  Photographer& m_photographer;
};

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
  return Album(window, home, photographer).take(all) ? EXIT_SUCCESS : EXIT_FAILURE;
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
