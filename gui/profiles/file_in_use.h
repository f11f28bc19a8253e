// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// What a running server last read of its file, profile by profile: whether the file says otherwise by now. Knows no
// widget.

#pragma once

#include <QHash>
#include <vector>

#include "gui/profiles/profile.h"
#include "server/base/time.h"
#include "server/control/event.h"

class FileInUse {
 public:
  /// The server reads this now, or has just read it.
  void take(const Profile& profile);
  void forget(const QString& id) { m_used.remove(id); }
  /// Another server is looked at: its news are not this one's.
  void forgetNews() { m_acceptedAt = 0; }
  /// True: the server tells that it read its file, by itself or asked by somebody.
  bool takeNews(const std::vector<control::Event>& events);
  /// The server told so a moment ago, before its file was read here too.
  [[nodiscard]] bool isJustRead(base::UnixMilliseconds now) const;
  /// What it read; what the file says where that is not known.
  [[nodiscard]] config::Config read(const Profile& profile) const;
  [[nodiscard]] bool isOlderThan(const Profile& profile) const;

 private:
  QHash<QString, config::Config> m_used;
  base::UnixMilliseconds m_acceptedAt = 0;
};
