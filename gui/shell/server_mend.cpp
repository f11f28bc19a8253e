// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// From the kind of a mend to what is done.

#include "gui/shell/server_mend.h"

#include <algorithm>

#include "gui/certificates/certificate_list.h"
#include "gui/certificates/certificate_mend.h"
#include "gui/problems/file_mend.h"
#include "gui/problems/problem_sentences.h"
#include "gui/profiles/setup_draft.h"
#include "gui/shell/port_help.h"

namespace {

/// At the listener that could not have its own.
void usePort(config::Config& config, const Mend& mend) {
  if (mend.ofMetrics) {
    config.metrics.port = mend.argument.toInt();
    return;
  }
  const auto listener = std::ranges::find(config.listeners, mend.insteadOf, &config::Listener::port);
  (listener == config.listeners.end() ? config.listeners.front() : *listener).port = mend.argument.toInt();
}

}  // namespace

ServerMend::ServerMend(SetupDraft& draft, CertificateList& certificates, PortHelp& portHelp, QWidget* page)
    : QObject(page),
      m_draft(draft),
      m_certificates(certificates),
      m_portHelp(portHelp),
      m_certificateMend(new CertificateMend(certificates.authority(), page)) {
  connect(m_certificateMend, &CertificateMend::mended, this, &ServerMend::startAsked);
  connect(m_certificateMend, &CertificateMend::made, this, &ServerMend::certificateMade);
  connect(m_certificateMend, &CertificateMend::failed, this,
          [this](const base::Error& error) { emit refused(problemSentences::text(error)); });
}

bool ServerMend::askCluster(const Mend& mend) {
  switch (mend.kind) {
    case Mend::Kind::Attach:
      if (m_cluster) m_cluster->attach();
      return true;
    case Mend::Kind::Restart:
      if (m_cluster) m_cluster->replace();
      return true;
    case Mend::Kind::EndMaster:
      if (m_cluster) m_cluster->endMaster();
      return true;
    case Mend::Kind::StartWorkers:
      if (m_cluster) m_cluster->startWorkers();
      return true;
    case Mend::Kind::EndHolder:
      m_portHelp.endHolder();
      return true;
    case Mend::Kind::StartAgain:
    case Mend::Kind::StartServer:
      emit startAsked();
      return true;
    case Mend::Kind::ReloadServer:
      emit reloadAsked();
      return true;
    default:
      return false;
  }
}

bool ServerMend::mendCertificate(const Mend& mend) {
  CertificateSubject subject;
  const config::Config& config = m_draft.edited();
  if (!config.listeners.empty())
    subject.files = m_certificates.filesOf(config.listeners.front()).value_or(certificates::IdentityFiles());
  return m_certificateMend->apply(mend, subject);
}

void ServerMend::apply(const Mend& mend) {
  if (fileMend::apply(mend, this, [this] { emit startAsked(); })) return;
  if (askCluster(mend) || mendCertificate(mend)) return;
  if (mend.kind == Mend::Kind::PickFiles) {
    emit pickFilesAsked();
    return;
  }
  config::Config config = m_draft.edited();
  if (m_draft.isEditable() && !config.listeners.empty()) {
    config::Listener& listener = config.listeners.front();
    if (mend.kind == Mend::Kind::UsePort) usePort(config, mend);
    if (mend.kind == Mend::Kind::UseAddress)
      (mend.ofMetrics ? config.metrics.address : listener.address) = mend.argument.toStdString();
    if (mend.kind == Mend::Kind::UseSelfSigned) listener.certificates = {config::StoredCertificate{"localhost"}};
  }
  m_draft.edit(config);
  emit edited();
}
