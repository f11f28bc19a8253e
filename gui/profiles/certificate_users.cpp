// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// By what their files say, running or not.

#include "gui/profiles/certificate_users.h"

#include "gui/base/text.h"
#include "gui/profiles/profile_store.h"
#include "server/certificates/certificate_store.h"

QHash<QString, QStringList> certificateUsers(const ProfileStore& store) {
  QHash<QString, QStringList> users;
  for (const Profile& profile : store.profiles()) {
    if (!profile.config) continue;
    const auto add = [&](std::string_view entry) {
      QStringList& titles = users[toQt(std::string(entry))];
      if (!titles.contains(profile.title())) titles += profile.title();
    };
    for (const config::Listener& listener : profile.config->listeners) {
      if (listener.protocol != config::Protocol::Http && listener.certificates.empty())
        add(certificates::localhostEntry);
      for (const config::CertificateReference& reference : listener.certificates) {
        if (const auto* stored = std::get_if<config::StoredCertificate>(&reference)) add(stored->name);
      }
    }
  }
  return users;
}
