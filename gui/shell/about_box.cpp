// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// See about_box.h.

#include "gui/shell/about_box.h"

#include <QCoreApplication>
#include <QMessageBox>

namespace {

struct Words {
  Q_DECLARE_TR_FUNCTIONS(MainWindow)
};

}  // namespace

void openAboutBox(QWidget* window) {
  auto* box = new QMessageBox(window);
  box->setAttribute(Qt::WA_DeleteOnClose);
  box->setWindowTitle(Words::tr("About Forkyard"));
  box->setIconPixmap(window->windowIcon().pixmap(64));
  box->setText(Words::tr("Forkyard %1").arg(QStringLiteral(FORKYARD_VERSION)));
  box->setInformativeText(Words::tr(
      "Pre-forked HTTPS and HTTP/2 servers, and what their workers do, in one window.\n\nMIT License. Built with Qt, "
      "OpenSSL, nghttp2 and Boost.Beast."));
  box->addButton(QMessageBox::Close);
  box->open();
}
