// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Taking a certificate off the list: a key is asked about first, naming who uses it; a link goes at once, and can be
// brought back.

#pragma once

#include <optional>

#include "gui/style/banner.h"
#include "server/base/error.h"
#include "server/certificates/certificate_store.h"

class QPushButton;

class CertificateRemoval : public Banner {
  Q_OBJECT

 public:
  explicit CertificateRemoval(QWidget* parent);

  /// `users`: the titles of the servers that show it.
  void remove(const certificates::StoreEntry& entry, const QStringList& users);
  void retranslate();

 signals:
  /// Removed, or brought back.
  void changed();
  void failed(const base::Error& error);

 private:
  void ask(const certificates::StoreEntry& entry, const QStringList& users);
  void perform(const certificates::StoreEntry& entry);
  void undo();
  void tell(const base::Result<void>& result);

  QPushButton* m_button;
  std::optional<certificates::StoreEntry> m_removed;  ///< the links that were taken away last
};
