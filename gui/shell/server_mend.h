// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// What the buttons beside a server's problems do: a value of its draft becomes another, its cluster is asked, or its
// certificate is mended.

#pragma once

#include <QObject>
#include <QPointer>

#include "gui/cluster/cluster.h"
#include "gui/problems/mend.h"

class CertificateList;
class CertificateMend;
class PortHelp;
class QWidget;
class SetupDraft;

class ServerMend : public QObject {
  Q_OBJECT

 public:
  ServerMend(SetupDraft& draft, CertificateList& certificates, PortHelp& portHelp, QWidget* page);

  void setCluster(Cluster* cluster) { m_cluster = cluster; }
  void apply(const Mend& mend);

 signals:
  void startAsked();
  void reloadAsked();
  void pickFilesAsked();
  /// The draft has the mend: it is to be saved and used, also where nothing runs yet.
  void edited();
  /// An entry of the store that this server should show.
  void certificateMade(const QString& entry);
  void refused(const QString& sentence);

 private:
  /// False: not of this kind.
  bool askCluster(const Mend& mend);
  bool mendCertificate(const Mend& mend);

  SetupDraft& m_draft;
  CertificateList& m_certificates;
  PortHelp& m_portHelp;
  CertificateMend* m_certificateMend;
  QPointer<Cluster> m_cluster;
};
