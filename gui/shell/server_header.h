// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The top of a server's page: its title and state, how many workers are ready, where its sessions are, the buttons,
// its address and what a browser will say of it.

#pragma once

#include <QUrl>

#include "gui/cluster/cluster.h"
#include "gui/profiles/profile.h"
#include "gui/style/card.h"

class CertificateList;
class ElidedLabel;
class QHBoxLayout;
class QLabel;
class QMenu;
class QPushButton;
class QToolButton;
class SessionsLine;
class StateChip;
class TrustLine;

class ServerHeader : public Card {
  Q_OBJECT

 public:
  ServerHeader(CertificateList& certificates, QWidget* parent = nullptr);

  void setProfile(const Profile& profile);
  /// What clients meet: what a running server reads of its file, or what the next start will.
  void setServed(const config::Config& config);
  /// Climbs the ladder of what it shows. False: it shows no certificate.
  bool checkTrust();
  void setCluster(Cluster* cluster);
  /// The "..." button's; the caller keeps it.
  void setMenu(QMenu* menu);
  [[nodiscard]] QUrl address() const { return m_address; }

 signals:
  void startAsked();
  void stopAsked();
  void reloadAsked();
  void openAsked();
  void copyAsked();
  /// An entry of the store that this server should show.
  void certificateMade(const QString& entry);
  /// Another certificate is to be chosen.
  void pickAsked();

 protected:
  void changeEvent(QEvent* event) override;
  bool event(QEvent* event) override;

 private:
  void build();
  void retranslate();
  void show();
  /// Where the second line has no room for all, its quiet buttons lose their words, and not the trust line its last
  /// ones.
  void fit();
  void nameButtons(bool withWords);

  Profile m_profile;
  config::Config m_served;
  Cluster* m_cluster = nullptr;
  QUrl m_address;
  ElidedLabel* m_title;
  StateChip* m_state;
  QLabel* m_ready;
  QLabel* m_uptime;
  SessionsLine* m_sessions;
  QPushButton* m_reload;
  QToolButton* m_more;
  QPushButton* m_startStop;
  QHBoxLayout* m_second = nullptr;
  QLabel* m_link;
  QPushButton* m_open;
  QPushButton* m_copy;
  TrustLine* m_trust;
  bool m_hasWords = true;
  int m_wordsWidth = 0;  ///< of those that are not shown
};
