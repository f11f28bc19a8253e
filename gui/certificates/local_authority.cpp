// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// One look reads the files and then every store.

#include "gui/certificates/local_authority.h"

#include <algorithm>

#include "gui/base/background.h"
#include "server/base/xdg_directories.h"
#include "server/certificates/certificate.h"

LocalAuthority::LocalAuthority(QObject* parent) : QObject(parent) {
  refresh();
}

certificates::AuthorityFiles LocalAuthority::files() {
  return certificates::authorityFiles(base::dataDirectory());
}

LocalAuthority::Look LocalAuthority::look() {
  Look look;
  auto facts = certificates::authorityFacts(files());
  if (!facts) {
    look.problem = facts.error();
    return look;
  }
  look.facts = std::move(*facts);
  const auto read = look.facts ? certificates::readCertificates(look.facts->files.certificate)
                               : base::Result<std::vector<certificates::X509Pointer>>();
  if (!read || read->empty()) return look;
  const auto surroundings = certificates::TrustSurroundings::ofThisUser();
  for (const certificates::TrustStore& store : certificates::trustStores(surroundings))
    look.trust.push_back(certificates::readTrust(store, read->front().get(), surroundings));
  return look;
}

void LocalAuthority::refresh() {
  inBackground(this, &LocalAuthority::look, [this, number = ++m_number](Look look) {
    if (number != m_number) return;
    m_look = std::move(look);
    m_isRead = true;
    emit changed();
  });
}

bool LocalAuthority::isTrustedAnywhere() const {
  return std::ranges::any_of(m_look.trust, [](const certificates::TrustReading& reading) {
    return reading.state == certificates::TrustState::Trusted;
  });
}
