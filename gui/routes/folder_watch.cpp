// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Asks the file system as the person who runs the panel, who also runs the server.

#include "gui/routes/folder_watch.h"

#include <unistd.h>

#include <system_error>

#include "gui/base/background.h"

namespace fs = std::filesystem;

namespace {

constexpr int lookAgainMs = 2000;

struct Seen {
  FolderWatch::State state = FolderWatch::State::Unknown;
  std::string found;
};

Seen lookAt(const fs::path& folder, const std::vector<std::string>& index) {
  std::error_code error;
  const fs::file_status status = fs::status(folder, error);
  if (!fs::exists(status)) {
    const bool hidden = error == std::errc::permission_denied;
    return {hidden ? FolderWatch::State::Unreadable : FolderWatch::State::Absent, {}};
  }
  if (!fs::is_directory(status)) return {FolderWatch::State::NoFolder, {}};
  if (::access(folder.c_str(), R_OK | X_OK) != 0) return {FolderWatch::State::Unreadable, {}};
  for (const std::string& name : index) {
    if (fs::is_regular_file(folder / name, error)) return {FolderWatch::State::WithIndex, name};
  }
  return {FolderWatch::State::WithoutIndex, {}};
}

}  // namespace

FolderWatch::FolderWatch(QObject* parent) : QObject(parent) {
  m_timer.setInterval(lookAgainMs);
  connect(&m_timer, &QTimer::timeout, this, &FolderWatch::look);
}

void FolderWatch::setFolder(const fs::path& folder, const std::vector<std::string>& index) {
  if (folder == m_folder && index == m_index) return;
  m_folder = folder;
  m_index = index;
  m_state = State::Unknown;
  m_found.clear();
  ++m_look;
  emit changed();
  if (m_timer.isActive()) setActive(true);
}

void FolderWatch::setActive(bool active) {
  if (!active) return m_timer.stop();
  m_timer.start();
  look();
}

void FolderWatch::look() {
  if (m_folder.empty()) return;
  const int number = ++m_look;
  inBackground(
      this, [folder = m_folder, index = m_index] { return lookAt(folder, index); },
      [this, number](const Seen& seen) {
        if (number != m_look || (seen.state == m_state && seen.found == m_found)) return;
        m_state = seen.state;
        m_found = seen.found;
        emit changed();
      });
}
