// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// A heading, the authority, the table beside the details, and the problems of what is selected.

#include "gui/certificates/certificate_page.h"

#include <QApplication>
#include <QClipboard>
#include <QDesktopServices>
#include <QDragEnterEvent>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QMimeData>
#include <QPushButton>
#include <QSplitter>
#include <QUrl>

#include "gui/base/background.h"
#include "gui/base/text.h"
#include "gui/certificates/authority_card.h"
#include "gui/certificates/certificate_details.h"
#include "gui/certificates/certificate_files_dialog.h"
#include "gui/certificates/certificate_list.h"
#include "gui/certificates/certificate_mend.h"
#include "gui/certificates/certificate_removal.h"
#include "gui/certificates/certificate_table.h"
#include "gui/certificates/certificate_task.h"
#include "gui/certificates/export_dialog.h"
#include "gui/certificates/import_dialog.h"
#include "gui/certificates/local_authority.h"
#include "gui/certificates/more_menu.h"
#include "gui/certificates/new_certificate_dialog.h"
#include "gui/certificates/trust_ladder_dialog.h"
#include "gui/problems/file_mend.h"
#include "gui/problems/problem_list.h"
#include "gui/style/card.h"
#include "gui/style/forkyard_style.h"
#include "gui/style/icon.h"
#include "server/certificates/renewal.h"
#include "server/certificates/store_changes.h"

CertificatePage::CertificatePage(CertificateList& list, QWidget* parent)
    : QWidget(parent),
      m_list(list),
      m_title(new QLabel(this)),
      m_explanation(new QLabel(this)),
      m_new(new QPushButton(this)),
      m_import(new QPushButton(this)),
      m_link(new QPushButton(this)),
      m_openFolder(new QPushButton(this)),
      m_more(new QPushButton(this)),
      m_moreMenu(new MoreMenu(list.authority(), this)),
      m_authority(new AuthorityCard(list.authority(), this)),
      m_table(new CertificateTable(list, this)),
      m_details(new CertificateDetails(this)),
      m_renew(new QPushButton(this)),
      m_export(new QPushButton(this)),
      m_request(new QPushButton(this)),
      m_check(new QPushButton(this)),
      m_remove(new QPushButton(this)),
      m_problems(new ProblemList(this)),
      m_failure(new ProblemList(this)),
      m_removal(new CertificateRemoval(this)),
      m_mend(new CertificateMend(list.authority(), this)) {
  build();
  connectParts();
  retranslate();
  handleSelection();
}

void CertificatePage::build() {
  QFont large = font();
  large.setPointSizeF(large.pointSizeF() * 1.5);
  large.setWeight(QFont::DemiBold);
  m_title->setFont(large);
  m_explanation->setWordWrap(true);
  m_new->setIcon(style::icon(QStringLiteral("add"), style::Ink::OnAccent));
  ForkyardStyle::makePrimary(m_new);
  setAcceptDrops(true);
  m_import->setIcon(style::icon(QStringLiteral("import")));
  m_export->setIcon(style::icon(QStringLiteral("export")));
  m_link->setIcon(style::icon(QStringLiteral("file")));
  m_openFolder->setIcon(style::icon(QStringLiteral("folder")));
  m_more->setIcon(style::icon(QStringLiteral("more")));
  m_more->setMenu(m_moreMenu);
  m_renew->setIcon(style::icon(QStringLiteral("reload")));
  m_request->setIcon(style::icon(QStringLiteral("copy")));
  m_remove->setIcon(style::icon(QStringLiteral("remove")));
  m_check->setIcon(style::icon(QStringLiteral("lock")));
  m_problems->offerOnly(CertificateMend::kinds() + fileMend::kinds() + QList{Mend::Kind::PickFiles});
  m_failure->offerOnly({});

  auto* heading = new QHBoxLayout;
  heading->addWidget(m_title, 1);
  for (QPushButton* button : {m_more, m_openFolder, m_link, m_import, m_new}) heading->addWidget(button);
  auto* actions = new QHBoxLayout;
  for (QPushButton* button : {m_check, m_renew, m_export, m_request, m_remove}) actions->addWidget(button);
  actions->addStretch();
  auto* side = new QWidget(this);
  auto* sideLayout = new QVBoxLayout(side);
  sideLayout->setContentsMargins(8, 0, 0, 0);
  sideLayout->addLayout(actions);
  sideLayout->addWidget(m_details, 1);
  auto* splitter = new QSplitter(Qt::Horizontal, this);
  splitter->addWidget(m_table);
  splitter->addWidget(side);
  splitter->setStretchFactor(0, 3);
  splitter->setStretchFactor(1, 2);
  splitter->setChildrenCollapsible(false);
  auto* card = new Card(this);
  auto* cardLayout = new QVBoxLayout(card);
  cardLayout->setContentsMargins(8, 8, 8, 8);
  cardLayout->addWidget(splitter);

  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(16, 16, 16, 16);
  layout->setSpacing(12);
  layout->addLayout(heading);
  layout->addWidget(m_explanation);
  layout->addWidget(m_authority);
  layout->addWidget(m_failure);
  layout->addWidget(m_removal);
  layout->addWidget(card, 1);
  layout->addWidget(m_problems);
  setFocusProxy(m_table);
}

void CertificatePage::connectParts() {
  connect(m_new, &QPushButton::clicked, this, &CertificatePage::makeNew);
  connect(m_import, &QPushButton::clicked, this, [this] { importFiles({}); });
  connect(m_export, &QPushButton::clicked, this, &CertificatePage::exportSelected);
  connect(m_link, &QPushButton::clicked, this, &CertificatePage::linkFiles);
  connect(m_openFolder, &QPushButton::clicked, this,
          [] { QDesktopServices::openUrl(QUrl::fromLocalFile(toQt(CertificateList::storeFolder()))); });
  connect(m_moreMenu, &MoreMenu::made, this, &CertificatePage::showEntry);
  connect(m_moreMenu, &MoreMenu::publicNameOpened, this, &CertificatePage::publicNameOpened);
  connect(m_check, &QPushButton::clicked, this, &CertificatePage::checkTrust);
  connect(m_renew, &QPushButton::clicked, this, [this] { m_mend->apply({Mend::Kind::Renew, {}}, subject()); });
  connect(m_request, &QPushButton::clicked, this, &CertificatePage::copyRequest);
  connect(m_remove, &QPushButton::clicked, this, [this] {
    if (const certificates::StoreEntry* entry = selected()) m_removal->remove(*entry, m_list.users(toQt(entry->name)));
  });
  connect(m_removal, &CertificateRemoval::changed, this, [this] { handleDone({}); });
  connect(m_removal, &CertificateRemoval::failed, m_failure, &ProblemList::setError);
  connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, &CertificatePage::handleSelection);
  connect(&m_list, &CertificateList::modelReset, this, [this] {
    select(m_wanted.isEmpty() ? m_shown : m_wanted);
    handleSelection();
  });
  connect(&m_list.authority(), &LocalAuthority::changed, this, &CertificatePage::handleSelection);
  connect(m_problems, &ProblemList::mendAsked, this, &CertificatePage::handleMend);
  connect(m_mend, &CertificateMend::mended, &m_list, &CertificateList::refresh);
  connect(m_mend, &CertificateMend::made, this, &CertificatePage::showEntry);
  connect(m_mend, &CertificateMend::failed, m_failure, &ProblemList::setError);
}

const certificates::StoreEntry* CertificatePage::selected() const {
  const QModelIndexList rows = m_table->selectionModel()->selectedRows();
  return rows.isEmpty() ? nullptr : &m_list.entries()[static_cast<std::size_t>(rows.first().row())];
}

void CertificatePage::select(const QString& name) {
  for (int row = 0; row < m_list.rowCount(); ++row) {
    if (toQt(m_list.entries()[static_cast<std::size_t>(row)].name) != name) continue;
    if (name == m_wanted) m_wanted.clear();
    return m_table->selectRow(row);
  }
}

void CertificatePage::handleSelection() {
  const certificates::StoreEntry* entry = selected();
  const bool real = entry && !CertificateList::isToBeMade(*entry);
  if (entry) m_shown = toQt(entry->name);
  using certificates::RenewalWay;
  const RenewalWay way = real ? certificates::renewalWay(*entry, m_list.authority().facts()) : RenewalWay::Elsewhere;
  auto files = real && !entry->awaitsCertificate ? entry->files : certificates::IdentityFiles();
  // Its root is not sent, and shown all the same.
  if (way == RenewalWay::ByAuthority) files.ca.push_back(LocalAuthority::files().certificate);
  m_problems->setProblems(entry ? entry->problems : std::vector<base::Problem>());
  m_details->setFiles(files);
  m_renew->setEnabled(real && !entry->awaitsCertificate && way != RenewalWay::Elsewhere && way != RenewalWay::Linked);
  m_check->setEnabled(real && !entry->awaitsCertificate);
  m_export->setEnabled(real && !entry->awaitsCertificate);
  m_request->setVisible(real && entry->awaitsCertificate);
  m_remove->setEnabled(real);
}

QList<QAction*> CertificatePage::moreActions() const {
  return m_moreMenu->actions();
}

void CertificatePage::makeNew() {
  auto* dialog = new NewCertificateDialog(m_list.authority(), window());
  connect(dialog, &NewCertificateDialog::made, this, &CertificatePage::showEntry);
  dialog->open();
}

void CertificatePage::importFiles(const QStringList& files) {
  auto* dialog = new ImportDialog(window());
  dialog->setFiles(files);
  connect(dialog, &ImportDialog::imported, this, &CertificatePage::showEntry);
  dialog->open();
}

void CertificatePage::showEntry(const QString& entry) {
  m_wanted = entry;
  select(entry);
  m_list.refresh();
}

void CertificatePage::linkFiles() {
  openFiles(std::nullopt);
}

/// `instead`: a linked entry, whose links are to lead elsewhere.
void CertificatePage::openFiles(const std::optional<certificates::StoreEntry>& instead) {
  auto* dialog = new CertificateFilesDialog(window());
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  if (instead) dialog->setFiles({instead->files.certificate, instead->files.key, instead->files.ca});
  connect(dialog, &QDialog::accepted, this, [this, dialog, instead] {
    const config::CertificateFiles files = dialog->files();
    inBackground(
        this,
        [files, instead]() -> base::Result<void> {
          const auto store = certificates::storeFolder();
          if (instead) {
            if (auto removed = certificates::removeEntry(store, instead->name); !removed) return removed;
          }
          const std::string name =
              instead ? instead->name : certificates::freeEntryName(store, files.certificate.stem().string());
          return certificates::linkEntry(store, name, {files.certificate, files.key, files.ca});
        },
        [this](const base::Result<void>& linked) { handleDone(linked); });
  });
  dialog->open();
}

void CertificatePage::handleMend(const Mend& mend) {
  const certificates::StoreEntry* entry = selected();
  if (!entry || m_mend->apply(mend, subject())) return;
  if (mend.kind != Mend::Kind::PickFiles)
    fileMend::apply(mend, this, [this] { m_list.refresh(); });
  else if (entry->linked)
    openFiles(*entry);
  else
    importFiles({});
}

CertificateSubject CertificatePage::subject() const {
  const certificates::StoreEntry* entry = selected();
  return entry ? CertificateSubject{entry->files, {}} : CertificateSubject();
}

void CertificatePage::checkTrust() {
  if (!selected()) m_table->selectRow(0);
  const certificates::StoreEntry* entry = selected();
  if (!entry || !m_check->isEnabled()) return;
  // A name that a wildcard stands for.
  QString host = entry->facts.names.empty() ? QStringLiteral("localhost") : toQt(entry->facts.names.front());
  if (host.startsWith(QStringLiteral("*."))) host.replace(0, 1, QStringLiteral("www"));
  auto* dialog = new TrustLadderDialog(m_list.authority(), {toQt(entry->name)}, host, window());
  connect(dialog, &TrustLadderDialog::certificateMade, this, &CertificatePage::showEntry);
  connect(dialog, &TrustLadderDialog::mended, &m_list, &CertificateList::refresh);
  connect(dialog, &TrustLadderDialog::pickAsked, this, [this] { handleMend({Mend::Kind::PickFiles, {}}); });
  dialog->open();
}

void CertificatePage::trustAuthority() {
  if (m_list.authority().facts())
    m_authority->trust();
  else
    m_authority->create();
}

void CertificatePage::exportSelected() {
  const certificates::StoreEntry* entry = selected();
  if (!entry) return;
  auto* dialog = new ExportDialog(*entry, window());
  dialog->open();
}

void CertificatePage::copyRequest() {
  const certificates::StoreEntry* entry = selected();
  if (!entry) return;
  inBackground(
      this, [name = entry->name] { return certificateTask::requestText(name); },
      [this](const base::Result<std::string>& text) {
        if (!text) return m_failure->setError(text.error());
        QApplication::clipboard()->setText(toQt(*text));
      });
}

void CertificatePage::handleDone(const base::Result<void>& result) {
  if (result)
    m_failure->setProblems({});
  else
    m_failure->setError(result.error());
  m_list.refresh();
}

void CertificatePage::retranslate() {
  m_title->setText(tr("Certificates"));
  m_explanation->setText(tr(
      "A certificate lets browsers encrypt what they send to your server. Each one here can be chosen in the Setup of "
      "a server; files that lie elsewhere are picked there."));
  m_new->setText(tr("New certificate…"));
  m_import->setText(tr("Import…"));
  m_export->setText(tr("Export…"));
  m_link->setText(tr("Link files…"));
  m_openFolder->setText(tr("Open folder"));
  m_more->setText(tr("More"));
  m_moreMenu->retranslate();
  m_renew->setText(tr("Renew…"));
  m_request->setText(tr("Copy request"));
  m_remove->setText(tr("Remove…"));
  m_check->setText(tr("Check…"));
  m_check->setAccessibleName(tr("Will browsers accept it?"));
  m_removal->retranslate();
  m_table->setAccessibleName(tr("Certificates"));
}

void CertificatePage::dragEnterEvent(QDragEnterEvent* event) {
  if (event->mimeData()->hasUrls()) event->acceptProposedAction();
}

void CertificatePage::dropEvent(QDropEvent* event) {
  QStringList files;
  for (const QUrl& url : event->mimeData()->urls()) {
    if (url.isLocalFile()) files += url.toLocalFile();
  }
  if (files.isEmpty()) return;
  event->acceptProposedAction();
  if (files.size() == 1 && files.first().endsWith(QStringLiteral(".csr")))
    return m_moreMenu->signRequest(files.first());
  importFiles(files);
}

void CertificatePage::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) {
    retranslate();
    m_details->retranslate();
    m_list.retranslate();
  }
  QWidget::changeEvent(event);
}
