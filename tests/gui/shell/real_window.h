// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The main window in a home of its own, for tests whose clicks start real servers.

#pragma once

#include <memory>

#include "gui/settings/settings.h"
#include "gui/shell/main_window.h"
#include "gui/shell/server_page.h"
#include "tests/support/temporary_home.h"

class RealWindow {
 protected:
  static constexpr int patienceMs = 30'000;

  /// With the first start's profile, at any free port, so that tests can run side by side. False: it was not shown.
  bool openWindow();
  /// Stops the server in front. False: it did not stop, or its master is still there.
  bool closeWindow();
  /// Into the number box of that name, and Return. False: it is not in sight.
  bool type(const QString& box, int value);
  [[nodiscard]] Cluster* cluster() const { return m_window->serverPage()->cluster(); }

  std::unique_ptr<TemporaryHome> m_home;
  std::unique_ptr<Settings> m_settings;
  std::unique_ptr<MainWindow> m_window;
};
