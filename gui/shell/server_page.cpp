// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Arranges the parts of the page and carries what the person does from one to the other. What must be written goes
// through ProfileStore, what must be done through Cluster.

#include "gui/shell/server_page.h"

#include <QClipboard>
#include <QDesktopServices>
#include <QEvent>
#include <QGuiApplication>
#include <QPushButton>
#include <QVBoxLayout>
#include <utility>

#include "gui/base/text.h"
#include "gui/problems/problem_list.h"
#include "gui/problems/problem_sentences.h"
#include "gui/profiles/compare_dialog.h"
#include "gui/profiles/profile_model.h"
#include "gui/profiles/profile_store.h"
#include "gui/profiles/server_setup.h"
#include "gui/settings/settings.h"
#include "gui/shell/draft_bar.h"
#include "gui/shell/elsewhere_bar.h"
#include "gui/shell/live_area.h"
#include "gui/shell/port_help.h"
#include "gui/shell/server_address.h"
#include "gui/shell/server_header.h"
#include "gui/shell/server_mend.h"
#include "gui/shell/try_strip.h"
#include "gui/style/banner.h"
#include "gui/style/icon.h"

namespace {

constexpr int lowLines = 48;

}  // namespace

ServerPage::ServerPage(ProfileStore& store, ProfileModel& model, CertificateList& certificates, Settings& settings,
                       QWidget* parent)
    : QWidget(parent),
      m_store(store),
      m_model(model),
      m_settings(settings),
      m_saver(store, m_draft),
      m_header(new ServerHeader(certificates, this)),
      m_problems(new ProblemList(this)),
      m_portHelp(new PortHelp(*m_problems, this)),
      m_mend(new ServerMend(m_draft, certificates, *m_portHelp, this)),
      m_notice(new Banner(style::Tone::Bad, this)),
      m_dismiss(m_notice->addButton(QString())),
      m_elsewhere(new ElsewhereBar(this)),
      m_try(new TryStrip(this)),
      m_setup(new ServerSetup(certificates, this)),
      m_draftBar(new DraftBar(this)),
      m_live(new LiveArea(this)) {
  build();
  connectParts();
}

void ServerPage::build() {
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(8, 12, 12, 12);
  layout->setSpacing(8);
  layout->addWidget(m_header);
  layout->addWidget(m_problems);
  layout->addWidget(m_notice);
  layout->addWidget(m_elsewhere);
  layout->addWidget(m_setup);
  layout->addWidget(m_draftBar);
  layout->addWidget(m_try);
  layout->addWidget(m_live, 1);

  m_dismiss->setIcon(style::icon(QStringLiteral("clear"), style::Ink::Muted));
  m_dismiss->setFlat(true);
  retranslate();
  m_notice->hide();
  m_try->hide();
}

void ServerPage::connectParts() {
  connect(m_dismiss, &QPushButton::clicked, m_notice, &QWidget::hide);
  connect(m_elsewhere, &ElsewhereBar::adoptAsked, this,
          [this] { m_store.adopt(m_draft.profile().file, m_draft.profile().name()); });
  connect(m_header, &ServerHeader::startAsked, this, &ServerPage::start);
  connect(m_header, &ServerHeader::stopAsked, this, &ServerPage::stop);
  connect(m_header, &ServerHeader::reloadAsked, this, &ServerPage::reload);
  connect(m_header, &ServerHeader::openAsked, this, &ServerPage::openAddress);
  connect(m_header, &ServerHeader::copyAsked, this, &ServerPage::copyAddress);
  connect(m_header, &ServerHeader::certificateMade, this, &ServerPage::useCertificate);
  connect(m_header, &ServerHeader::pickAsked, this, &ServerPage::pickCertificateFiles);
  connect(m_problems, &ProblemList::mendAsked, m_mend, &ServerMend::apply);
  connect(m_mend, &ServerMend::startAsked, this, &ServerPage::start);
  connect(m_mend, &ServerMend::reloadAsked, this, &ServerPage::reload);
  connect(m_mend, &ServerMend::pickFilesAsked, this, &ServerPage::pickCertificateFiles);
  connect(m_mend, &ServerMend::edited, this, &ServerPage::startOrApply);
  connect(m_mend, &ServerMend::certificateMade, this, &ServerPage::useCertificate);
  connect(m_mend, &ServerMend::refused, this, &ServerPage::notify);
  connect(m_portHelp, &PortHelp::freed, this, &ServerPage::start);
  connect(m_portHelp, &PortHelp::refused, this, &ServerPage::notify);

  connect(m_setup, &ServerSetup::edited, &m_draft, &SetupDraft::edit);
  connect(m_setup, &ServerSetup::workersChosen, this, &ServerPage::handleWorkersChosen);
  connect(m_setup, &ServerSetup::manageCertificatesAsked, this, &ServerPage::manageCertificatesAsked);
  connect(m_setup, &ServerSetup::openFileAsked, this, &ServerPage::openFile);
  connect(m_setup, &ServerSetup::foldChanged, this, &ServerPage::showTry);
  connect(&m_draft, &SetupDraft::changed, this, &ServerPage::handleDraftChanged);
  connect(&m_saver, &DraftSaver::savedAtOnce, this, &ServerPage::handleDraftChanged);
  connect(&m_saver, &DraftSaver::failed, this,
          [this](const base::Error& error) { notify(problemSentences::text(error)); });
  connect(&m_store, &ProfileStore::profileChanged, this, &ServerPage::handleProfileChanged);

  connect(m_draftBar, &DraftBar::applyAsked, this, &ServerPage::apply);
  connect(m_draftBar, &DraftBar::discardAsked, this, &ServerPage::discard);
  connect(m_draftBar, &DraftBar::reloadFileAsked, &m_draft, &SetupDraft::takeFile);
  connect(m_draftBar, &DraftBar::keepMineAsked, this, &ServerPage::keepMine);
  connect(m_draftBar, &DraftBar::compareAsked, this, &ServerPage::compare);

  connect(m_live, &LiveArea::reloadShown, this, [this](bool shown) {
    m_reloadShown = shown;
    showTry();
  });
  connect(m_try, &TryStrip::openAsked, this, &ServerPage::openAddress);
  connect(m_try, &TryStrip::crashAsked, this, &ServerPage::crashWorker);
  connect(m_try, &TryStrip::sendAsked, this, &ServerPage::sendRequests);
  connect(m_try, &TryStrip::putAway, this, [this] {
    m_settings.setHintsDone(true);
    m_tryWanted = false;
    showTry();
  });
}

void ServerPage::setMenu(QMenu* menu) {
  m_header->setMenu(menu);
}

void ServerPage::setCompact(bool compact) {
  m_live->setCompact(compact);
  showTry();  // the height may be another, too
}

void ServerPage::notify(const QString& sentence) {
  m_notice->setText(sentence);
  m_notice->show();
}

void ServerPage::showServer(const QString& id) {
  m_notice->hide();
  m_draft.reset(m_model.profile(id).value_or(Profile()));
  rejoin(m_model.cluster(id));
  m_settings.setLastServer(id);
}

void ServerPage::rejoin(Cluster* cluster) {
  if (cluster == m_cluster) return;
  if (m_cluster) m_cluster->disconnect(this);
  m_cluster = cluster;
  m_fileInUse.forgetNews();
  m_header->setCluster(cluster);
  m_mend->setCluster(cluster);
  m_live->setCluster(cluster);
  m_try->setCluster(cluster);
  if (cluster) {
    connect(cluster, &Cluster::stateChanged, this, &ServerPage::handleStateChanged);
    connect(cluster, &Cluster::statusChanged, this, [this](const control::Status& status) {
      if (!m_cluster->isStopped()) m_setup->setRunning(&status);
    });
    connect(cluster, &Cluster::problemsChanged, this, &ServerPage::showProblems);
    connect(cluster, &Cluster::callRefused, this, &ServerPage::notify);
    connect(cluster, &Cluster::eventsArrived, this, &ServerPage::handleEvents);
  }
  m_wasStopped = !cluster || cluster->isStopped();
  m_setup->setFolded(!m_wasStopped);
  handleStateChanged();
}

void ServerPage::handleProfileChanged(const QString& id) {
  if (id != serverId() || m_saver.isSaving()) return;
  const Profile* profile = m_store.find(id);
  if (!profile) return;
  m_draft.handleFileRead(*profile);
  if (m_fileInUse.isJustRead(base::unixNow())) m_fileInUse.take(m_draft.profile());
  handleDraftChanged();
  rejoin(m_model.cluster(id));
}

void ServerPage::handleStateChanged() {
  const bool stopped = !m_cluster || m_cluster->isStopped();
  // A server of elsewhere is only known by what it tells, which comes after it was found.
  if (m_draft.profile().elsewhere) m_draft.reset(m_model.profile(serverId()).value_or(m_draft.profile()));
  m_setup->setRunning(stopped ? nullptr : &m_cluster->status());
  if (stopped != m_wasStopped) {
    m_wasStopped = stopped;
    m_setup->setFolded(!stopped);
    if (stopped) m_fileInUse.forget(serverId());
  }
  showTry();
  handleDraftChanged();
}

void ServerPage::handleDraftChanged() {
  m_header->setProfile(m_draft.profile());
  m_setup->setVisible(m_draft.isEditable());
  m_elsewhere->show(m_draft.profile(), m_cluster);
  m_setup->setConfig(m_draft.edited());
  m_live->setConfig(m_draft.edited());

  const bool stopped = !m_cluster || m_cluster->isStopped();
  m_header->setServed(stopped ? m_draft.edited() : m_fileInUse.read(m_draft.profile()));
  m_draftBar->show(m_draft, stopped                                      ? DraftBar::Server::Stopped
                            : m_fileInUse.isOlderThan(m_draft.profile()) ? DraftBar::Server::RunningOlderFile
                                                                         : DraftBar::Server::Running);
  showProblems();
  emit changed();
}

void ServerPage::showProblems() {
  std::vector<base::Problem> problems = m_draft.profile().problems;
  if (m_cluster) problems.insert(problems.end(), m_cluster->problems().begin(), m_cluster->problems().end());
  m_problems->setProblems(problems);
  m_portHelp->consider(problems, m_cluster && m_cluster->isAttached() ? m_cluster->status() : control::Status());
}

void ServerPage::showTry() {
  const bool ready = m_cluster && m_cluster->state() == Cluster::State::Running;
  const bool stopped = !m_cluster || m_cluster->isStopped();
  if (ready && !m_settings.hintsDone()) m_tryWanted = true;
  if (stopped) m_tryWanted = false;
  // In a low window the hints give way to a reload, and the figures too to the open setup: else the log had no room.
  const bool low = window()->height() < fontMetrics().height() * lowLines;
  const bool open = m_draft.isEditable() && !m_setup->isFolded();
  m_try->setVisible(m_tryWanted && !(low && (m_reloadShown || open)));
  m_live->setTight(low && open);
}

void ServerPage::start() {
  if (!m_cluster || !m_cluster->isStopped() || !m_draft.isEditable()) return;
  if (m_draft.changeCount() > 0) return m_saver.save([this] { start(); });
  m_notice->hide();
  m_fileInUse.take(m_draft.profile());
  m_cluster->start();
}

void ServerPage::stop() {
  if (m_cluster && !m_cluster->isStopped()) m_cluster->stop();
}

void ServerPage::startOrStop() {
  if (m_cluster && m_cluster->isStopped())
    start();
  else
    stop();
}

void ServerPage::reload() {
  if (!m_cluster || m_cluster->isStopped()) return;
  m_fileInUse.take(m_draft.profile());
  m_cluster->reload();
  handleDraftChanged();
}

void ServerPage::restartWorkers() {
  if (m_cluster && !m_cluster->isStopped()) m_cluster->restart();
}

void ServerPage::apply() {
  if (m_draft.isConflict()) return;
  if (m_draft.changeCount() > 0) return m_saver.save([this] { reload(); });
  reload();
}

void ServerPage::discard() {
  m_draft.discard();
}

void ServerPage::handleEvents(const std::vector<control::Event>& events) {
  if (!m_fileInUse.takeNews(events)) return;
  m_fileInUse.take(m_draft.profile());
  handleDraftChanged();
}

void ServerPage::handleWorkersChosen(std::optional<int> workers) {
  if (!m_cluster) return;
  config::Cluster wanted;
  wanted.workers = workers;
  m_cluster->scale(config::workerCount(wanted));
  m_saver.saveAtOnce([workers](config::Config& config) { config.cluster.workers = workers; });
}

void ServerPage::setTitle(const QString& title) {
  if (title.trimmed().isEmpty()) return;
  m_saver.saveAtOnce([&title](config::Config& config) { config.title = title.trimmed().toStdString(); });
}

void ServerPage::sendRequests() {
  m_tryWanted = true;
  showTry();
  m_try->sendRequests(m_header->address());
}

void ServerPage::crashWorker() {
  m_tryWanted = true;
  showTry();
  m_try->crashWorker();
}

void ServerPage::showHints() {
  showTry();
}

void ServerPage::startOrApply() {
  if (m_cluster && m_cluster->isStopped())
    start();
  else
    apply();
}

bool ServerPage::checkTrust() {
  return m_header->checkTrust();
}

void ServerPage::useCertificate(const QString& entry) {
  config::Config config = m_draft.edited();
  if (!m_draft.isEditable() || config.listeners.empty()) return;
  config.listeners.front().certificates = {config::StoredCertificate{entry.toStdString()}};
  m_draft.edit(config);
  if (m_cluster && m_cluster->isStopped())
    m_saver.save([] {});
  else
    apply();
}

void ServerPage::change(const config::Config& config) {
  if (!m_draft.isEditable()) return;
  m_draft.edit(config);
  startOrApply();
}

void ServerPage::openAddress() {
  const QUrl address = m_header->address();
  if (!address.isValid() || QDesktopServices::openUrl(address)) return;
  copyAddress();
  notify(tr("No web browser could be started. The address was copied instead."));
}

void ServerPage::copyAddress() {
  QGuiApplication::clipboard()->setText(serverAddress::text(m_header->address()));
}

void ServerPage::openFile() {
  QDesktopServices::openUrl(QUrl::fromLocalFile(toQt(m_draft.profile().file)));
}

void ServerPage::pickCertificateFiles() {
  if (m_draft.isEditable()) m_setup->pickFiles();
}

void ServerPage::compare() {
  const base::Result<std::string> mine = m_draft.text();
  if (!mine || !m_draft.newer()) return;
  auto* dialog = new CompareDialog(toQt(m_draft.newer()->text), toQt(*mine), window());
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->open();
}

void ServerPage::keepMine() {
  if (const auto kept = m_draft.keepMine(); !kept) notify(problemSentences::text(kept.error()));
}

void ServerPage::retranslate() {
  m_dismiss->setAccessibleName(tr("Dismiss"));
  m_portHelp->retranslate();
}

void ServerPage::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) retranslate();
  QWidget::changeEvent(event);
}
