// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Whether an app is up: connects to each of its addresses, closes at once, and looks again while somebody watches. Says
// nothing of what the app would answer.

#pragma once

#include <QIODevice>
#include <QTimer>
#include <memory>
#include <optional>
#include <vector>

#include "server/config/backend_address.h"

class BackendWatch : public QObject {
  Q_OBJECT

 public:
  explicit BackendWatch(QObject* parent = nullptr);
  ~BackendWatch() override;

  /// What was known of others is forgotten.
  void setBackends(const std::vector<config::BackendAddress>& backends);
  /// Looks at once and then every two seconds, or no longer.
  void setActive(bool active);

  [[nodiscard]] int count() const { return static_cast<int>(m_looks.size()); }
  /// How many answered at the last look.
  [[nodiscard]] int answering() const;
  /// All were asked, and each answered, refused, or took longer than two seconds.
  [[nodiscard]] bool isKnown() const;

 signals:
  void changed();

 private:
  struct DeleteLater {
    void operator()(QIODevice* socket) const;
  };
  struct Look {
    config::BackendAddress backend;
    std::unique_ptr<QIODevice, DeleteLater> socket;  ///< while it connects
    std::optional<bool> answered;
  };

  void look();
  void ask(Look& look);
  void take(const QIODevice* socket, bool answered);
  void settle(Look& look, bool answered);

  QTimer m_timer;
  std::vector<Look> m_looks;
};
