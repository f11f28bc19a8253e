// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The menu lists the servers with their states, as the sidebar does.

#include "gui/shell/tray_icon.h"

#include <QApplication>
#include <QMenu>
#include <QSystemTrayIcon>

#include "gui/profiles/profile_model.h"
#include "gui/settings/settings.h"

TrayIcon::TrayIcon(const ProfileModel& servers, Settings& settings, QObject* parent)
    : QObject(parent), m_servers(servers), m_settings(settings), m_menu(std::make_unique<QMenu>()) {
  connect(&m_settings, &Settings::trayChanged, this, &TrayIcon::follow);
  connect(m_menu.get(), &QMenu::aboutToShow, this, &TrayIcon::fillMenu);
  connect(&m_servers, &QAbstractItemModel::dataChanged, this, &TrayIcon::retell);
  connect(&m_servers, &QAbstractItemModel::modelReset, this, &TrayIcon::retell);
  follow();
}

TrayIcon::~TrayIcon() = default;

void TrayIcon::follow() {
  if (!m_settings.tray() || !QSystemTrayIcon::isSystemTrayAvailable()) return m_icon.reset();
  if (m_icon) return;
  m_icon = std::make_unique<QSystemTrayIcon>(QApplication::windowIcon());
  m_icon->setContextMenu(m_menu.get());
  connect(m_icon.get(), &QSystemTrayIcon::activated, this, [this](QSystemTrayIcon::ActivationReason reason) {
    if (reason == QSystemTrayIcon::Trigger || reason == QSystemTrayIcon::DoubleClick) emit windowAsked();
  });
  fillMenu();
  retell();
  m_icon->show();
}

void TrayIcon::retell() {
  if (!m_icon) return;
  const int running = static_cast<int>(m_servers.running().size());
  m_icon->setToolTip(running == 0 ? tr("Forkyard: no server runs")
                                  : tr("Forkyard: %n server(s) running", nullptr, running));
}

QMenu* TrayIcon::fillMenu() {
  m_menu->clear();
  for (int row = 0; row < m_servers.rowCount(); ++row) {
    // A title with an ampersand is no shortcut.
    const QString words = m_servers.data(m_servers.index(row), Qt::ToolTipRole).toString();
    m_menu->addAction(QString(words).replace(QLatin1Char('&'), QStringLiteral("&&")), this,
                      [this, id = m_servers.idAt(row)] { emit serverAsked(id); });
  }
  m_menu->addSeparator();
  m_menu->addAction(tr("Start all"), this, &TrayIcon::startAllAsked);
  m_menu->addAction(tr("Stop all"), this, &TrayIcon::stopAllAsked)->setEnabled(!m_servers.running().empty());
  m_menu->addSeparator();
  m_menu->addAction(tr("Show the window"), this, &TrayIcon::windowAsked);
  m_menu->addAction(tr("Quit"), this, &TrayIcon::quitAsked);
  return m_menu.get();
}
