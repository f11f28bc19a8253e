// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The local authority as the panel shows it: what it may vouch for, and who trusts it. Read off the panel's thread;
// trust is what was read back from each store, never what was asked for.

#pragma once

#include <QObject>
#include <optional>
#include <vector>

#include "server/certificates/certificate_authority.h"
#include "server/certificates/trust_store.h"

class LocalAuthority : public QObject {
  Q_OBJECT

 public:
  explicit LocalAuthority(QObject* parent = nullptr);

  static certificates::AuthorityFiles files();

  /// Nothing: there is none, or it cannot be read (problem()).
  [[nodiscard]] const std::optional<certificates::AuthorityFacts>& facts() const { return m_look.facts; }
  [[nodiscard]] const std::optional<base::Error>& problem() const { return m_look.problem; }
  /// One for each store of this machine; empty without an authority.
  [[nodiscard]] const std::vector<certificates::TrustReading>& trust() const { return m_look.trust; }
  [[nodiscard]] bool isRead() const { return m_isRead; }
  [[nodiscard]] bool isTrustedAnywhere() const;

 public slots:
  void refresh();

 signals:
  void changed();

 private:
  struct Look {
    std::optional<certificates::AuthorityFacts> facts;
    std::optional<base::Error> problem;
    std::vector<certificates::TrustReading> trust;
  };
  static Look look();

  Look m_look;
  bool m_isRead = false;
  int m_number = 0;  ///< of the newest look: an older one that ends later is dropped
};
