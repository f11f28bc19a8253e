// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// One server: its header, problems, setup and live area, and what its buttons do.

#pragma once

#include <QPointer>
#include <QWidget>
#include <functional>
#include <vector>

#include "gui/cluster/cluster.h"
#include "gui/profiles/draft_saver.h"
#include "gui/profiles/file_in_use.h"
#include "gui/profiles/setup_draft.h"

class Banner;
class CertificateList;
class DraftBar;
class ElsewhereBar;
class LiveArea;
class PortHelp;
class ProblemList;
class ProfileModel;
class ProfileStore;
class QMenu;
class QPushButton;
class ServerHeader;
class ServerMend;
class ServerSetup;
class Settings;
class TryStrip;

class ServerPage : public QWidget {
  Q_OBJECT

 public:
  ServerPage(ProfileStore& store, ProfileModel& model, CertificateList& certificates, Settings& settings,
             QWidget* parent = nullptr);

  void showServer(const QString& id);
  [[nodiscard]] QString serverId() const { return m_draft.profile().id; }
  [[nodiscard]] Cluster* cluster() const { return m_cluster; }
  [[nodiscard]] const SetupDraft& draft() const { return m_draft; }
  [[nodiscard]] LiveArea* live() const { return m_live; }
  void setMenu(QMenu* menu);
  void setCompact(bool compact);
  /// A sentence that waits to be read: something was refused.
  void notify(const QString& sentence);
  /// Climbs the trust ladder of what it shows. False: it shows no certificate.
  bool checkTrust();
  /// Saved and in use at once: the server is started, or takes it over.
  void change(const config::Config& config);

 public slots:
  /// Saves pending changes first.
  void start();
  void stop();
  void startOrStop();
  void reload();
  /// One by one, with the configuration they have.
  void restartWorkers();
  void apply();
  void discard();
  void openAddress();
  void copyAddress();
  void openFile();
  void pickCertificateFiles();
  void sendRequests();
  void crashWorker();
  void showHints();
  /// What people call this server; saved at once.
  void setTitle(const QString& title);

 signals:
  /// Another server, another state, or other pending changes: what is possible may have changed.
  void changed();
  /// All certificates, this one selected; empty: none.
  void manageCertificatesAsked(const QString& entry);

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void build();
  void retranslate();
  void connectParts();
  void handleProfileChanged(const QString& id);
  void handleStateChanged();
  void handleDraftChanged();
  void handleWorkersChosen(std::optional<int> workers);
  void useCertificate(const QString& entry);
  void startOrApply();
  void handleEvents(const std::vector<control::Event>& events);
  void rejoin(Cluster* cluster);
  void showProblems();
  void showTry();
  void compare();
  void keepMine();

  ProfileStore& m_store;
  ProfileModel& m_model;
  Settings& m_settings;
  SetupDraft m_draft;
  DraftSaver m_saver;
  QPointer<Cluster> m_cluster;
  FileInUse m_fileInUse;
  bool m_wasStopped = true;
  bool m_tryWanted = false;
  bool m_reloadShown = false;

  ServerHeader* m_header;
  ProblemList* m_problems;
  PortHelp* m_portHelp;
  ServerMend* m_mend;
  Banner* m_notice;
  QPushButton* m_dismiss;
  ElsewhereBar* m_elsewhere;
  TryStrip* m_try;
  ServerSetup* m_setup;
  DraftBar* m_draftBar;
  LiveArea* m_live;
};
