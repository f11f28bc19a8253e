// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The server watches its file as we do, so it may tell of it before or after we have read it.

#include "gui/profiles/file_in_use.h"

namespace {

constexpr base::UnixMilliseconds readSoonMs = 3'000;

}  // namespace

void FileInUse::take(const Profile& profile) {
  if (profile.config) m_used[profile.id] = *profile.config;
}

bool FileInUse::takeNews(const std::vector<control::Event>& events) {
  bool accepted = false;
  for (const control::Event& event : events) {
    if (event.kind != control::EventKind::ConfigAccepted) continue;
    m_acceptedAt = event.time;
    accepted = true;
  }
  return accepted;
}

bool FileInUse::isJustRead(base::UnixMilliseconds now) const {
  return now - m_acceptedAt < readSoonMs;
}

config::Config FileInUse::read(const Profile& profile) const {
  const auto found = m_used.constFind(profile.id);
  return found == m_used.constEnd() ? profile.config.value_or(config::Config()) : *found;
}

// A title and a number of workers are in use as soon as they are written; a comment changes nothing.
bool FileInUse::isOlderThan(const Profile& profile) const {
  const auto found = m_used.constFind(profile.id);
  if (found == m_used.constEnd() || !profile.config) return false;
  config::Config used = *found;
  used.title = profile.config->title;
  used.cluster.workers = profile.config->cluster.workers;
  return used != *profile.config;
}
