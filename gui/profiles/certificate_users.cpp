// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// By what their files say, running or not.

#include "gui/profiles/certificate_users.h"

#include "gui/base/text.h"
#include "gui/profiles/profile_store.h"

QHash<QString, QStringList> certificateUsers(const ProfileStore& store) {
  QHash<QString, QStringList> users;
  for (const Profile& profile : store.profiles()) {
    if (!profile.config) continue;
    for (const config::Listener& listener : profile.config->listeners) {
      for (const config::CertificateReference& reference : listener.certificates) {
        const auto* stored = std::get_if<config::StoredCertificate>(&reference);
        if (stored && !users[toQt(stored->name)].contains(profile.title()))
          users[toQt(stored->name)] += profile.title();
      }
    }
  }
  return users;
}
