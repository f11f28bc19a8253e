// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// What a folder to be served is like now. Looked at off the panel's thread, and again while somebody watches.

#pragma once

#include <QObject>
#include <QTimer>
#include <filesystem>
#include <string>
#include <vector>

class FolderWatch : public QObject {
  Q_OBJECT

 public:
  enum class State { Unknown, Absent, NoFolder, Unreadable, WithoutIndex, WithIndex };

  explicit FolderWatch(QObject* parent = nullptr);

  /// `index`: the names one of which is shown for the folder itself.
  void setFolder(const std::filesystem::path& folder, const std::vector<std::string>& index);
  /// Looks at once and then every two seconds, or no longer.
  void setActive(bool active);
  [[nodiscard]] State state() const { return m_state; }
  /// The first of the names that is there.
  [[nodiscard]] const std::string& found() const { return m_found; }

 signals:
  void changed();

 private:
  void look();

  QTimer m_timer;
  std::filesystem::path m_folder;
  std::vector<std::string> m_index;
  State m_state = State::Unknown;
  std::string m_found;
  int m_look = 0;  ///< the newest one: an older answer is of a folder no longer chosen
};
