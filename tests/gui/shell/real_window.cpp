// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// See real_window.h.

#include "tests/gui/shell/real_window.h"

#include <QSpinBox>
#include <QTest>

#include "tests/support/processes.h"

bool RealWindow::openWindow() {
  m_home = std::make_unique<TemporaryHome>();
  m_home->enter();
  m_settings = std::make_unique<Settings>();
  m_window = std::make_unique<MainWindow>(*m_settings);
  m_window->resize(1280, 800);
  m_window->show();
  return QTest::qWaitForWindowExposed(m_window.get()) && type(QStringLiteral("port"), 0);
}

bool RealWindow::closeWindow() {
  if (m_window && cluster() && !cluster()->isStopped()) {
    const auto master = cluster()->status().pid;
    cluster()->stop();
    if (!QTest::qWaitFor([this] { return cluster()->isStopped(); }, patienceMs)) return false;
    if (!waitUntilGone({master}, 5000)) return false;
  }
  m_window.reset();
  m_settings.reset();
  m_home.reset();
  return true;
}

bool RealWindow::type(const QString& box, int value) {
  auto* spin = m_window->findChild<QSpinBox*>(box);
  if (spin == nullptr || !spin->isVisible()) return false;
  spin->setFocus();
  spin->selectAll();
  QTest::keyClicks(spin, QString::number(value));
  QTest::keyClick(spin, Qt::Key_Return);
  return true;
}
