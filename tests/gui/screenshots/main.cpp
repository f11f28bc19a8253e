// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Makes the pictures of the README: the real window with a real server, light and dark, in each language. With "all"
// also those of states that one only looks at. Not part of the product.

#include <QApplication>
#include <QDir>
#include <QLineEdit>
#include <QTest>
#include <cstdio>
#include <cstdlib>

#include "gui/certificates/certificate_page.h"
#include "gui/certificates/local_authority.h"
#include "gui/settings/settings.h"
#include "tests/gui/screenshots/photographer.h"
#include "tests/gui/screenshots/scenes.h"

namespace {

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

  bool good = photographer.takeAll(window, QStringLiteral("stopped"));
  good = good && scenes.start() && scenes.stir() && photographer.takeAll(window, QStringLiteral("running"));
  good = good && scenes.swapCertificate() && photographer.takeAll(window, QStringLiteral("reload"));
  if (all) {
    good = good && scenes.showLives(true) && photographer.takeAll(window, QStringLiteral("lives")) &&
           scenes.showLives(false);
    good = good && scenes.serveSeveral() &&
           photographer.takeAll(
               [&scenes] {
                 scenes.editRoutes();
                 return Scenes::dialog();
               },
               QStringLiteral("routes"));
    good = good && scenes.loseSessions() && photographer.takeAll(window, QStringLiteral("sessions"));
    good = good && scenes.crashLoop() && photographer.takeAll(window, QStringLiteral("crashing"));
    good = good && scenes.wantTakenPort() && photographer.takeAll(window, QStringLiteral("port"));
  }
  good = good && scenes.showCertificates() && photographer.takeAll(window, QStringLiteral("certificates"));
  const auto opened = [&scenes](auto open) {
    return [&scenes, open] {
      open(*scenes.page());
      return Scenes::dialog();
    };
  };
  good = good && photographer.takeAll(opened([](CertificatePage& page) {
                                        page.makeNew();
                                        Scenes::dialog()->findChild<QLineEdit*>()->setText(
                                            QStringLiteral("shop.test *.shop.test shop.dev"));
                                      }),
                                      QStringLiteral("new-certificate"));
  good = good && photographer.takeAll(opened([&scenes](CertificatePage& page) { page.importFiles({scenes.bundle()}); }),
                                      QStringLiteral("import"));
  good =
      good && photographer.takeAll(opened([](CertificatePage& page) { page.checkTrust(); }), QStringLiteral("ladder"));
  if (all) {
    good = good && photographer.takeAll(opened([](CertificatePage& page) { Scenes::signRequest(page); }),
                                        QStringLiteral("sign-request"));
    good = good && photographer.takeAll(opened([](CertificatePage& page) { Scenes::inspect(page); }),
                                        QStringLiteral("inspect"));
    good = good &&
           photographer.takeAll(opened([](CertificatePage& page) { Scenes::share(page); }), QStringLiteral("phone"));
    good = good && photographer.takeAll(opened([](CertificatePage& page) { Scenes::certify(page, 0); }),
                                        QStringLiteral("public-name"));
    good = good && photographer.takeAll(opened([](CertificatePage& page) { Scenes::certify(page, 1); }),
                                        QStringLiteral("public-name-dns"));
  }
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
