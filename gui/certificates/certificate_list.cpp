// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The model over certificates::storeEntries().

#include "gui/certificates/certificate_list.h"

#include <algorithm>

#include "gui/base/background.h"
#include "gui/base/text.h"
#include "gui/certificates/certificate_words.h"
#include "gui/certificates/local_authority.h"
#include "gui/style/icon.h"
#include "server/base/time.h"
#include "server/base/xdg_directories.h"

namespace {

constexpr int folderSettleMs = 200;

const std::string localhost(certificates::localhostEntry);

bool sameEntry(const certificates::StoreEntry& left, const certificates::StoreEntry& right) {
  return left.name == right.name && left.facts == right.facts && left.problems == right.problems;
}

}  // namespace

CertificateList::CertificateList(QObject* parent) : QAbstractTableModel(parent), m_authority(new LocalAuthority(this)) {
  m_settle.setSingleShot(true);
  m_settle.setInterval(folderSettleMs);
  connect(&m_settle, &QTimer::timeout, this, &CertificateList::refresh);
  // Not with every refresh(): who trusts it is asked of programs.
  connect(&m_settle, &QTimer::timeout, m_authority, &LocalAuthority::refresh);
  connect(&m_watcher, &QFileSystemWatcher::directoryChanged, &m_settle, qOverload<>(&QTimer::start));
  take({});
  refresh();
}

std::filesystem::path CertificateList::storeFolder() {
  return base::dataDirectory() / "certificates";
}

const certificates::StoreEntry* CertificateList::find(const std::string& name) const {
  const auto found = std::ranges::find(m_entries, name, &certificates::StoreEntry::name);
  return found == m_entries.end() ? nullptr : &*found;
}

std::optional<certificates::IdentityFiles> CertificateList::filesOf(const config::Listener& listener) const {
  const config::CertificateReference self = config::StoredCertificate{std::string(certificates::localhostEntry)};
  const config::CertificateReference& reference = listener.certificates.empty() ? self : listener.certificates.front();
  if (const auto* files = std::get_if<config::CertificateFiles>(&reference))
    return certificates::IdentityFiles{files->certificate, files->key, files->ca};
  const certificates::StoreEntry* entry = find(std::get<config::StoredCertificate>(reference).name);
  if (!entry || isToBeMade(*entry)) return std::nullopt;
  return entry->files;
}

bool CertificateList::isToBeMade(const certificates::StoreEntry& entry) {
  return entry.name == localhost && entry.facts.fingerprint.empty();
}

void CertificateList::refresh() {
  inBackground(
      this, [store = storeFolder()] { return certificates::storeEntries(store); },
      [this](std::vector<certificates::StoreEntry> entries) { take(std::move(entries)); });
}

void CertificateList::take(std::vector<certificates::StoreEntry> entries) {
  const bool hasLocalhost = std::ranges::find(entries, localhost, &certificates::StoreEntry::name) != entries.end();
  if (!hasLocalhost) {
    certificates::StoreEntry promised;
    promised.name = localhost;
    entries.insert(entries.begin(), promised);
  }
  // Unchanged, nothing is reset: an open combo box stays open.
  if (!std::ranges::equal(entries, m_entries, sameEntry)) {
    beginResetModel();
    m_entries = std::move(entries);
    endResetModel();
  }

  // Whichever of these exist: the folder itself may be made later, and each entry's files may change.
  QStringList folders{toQt(base::dataDirectory()), toQt(storeFolder()),
                      toQt(LocalAuthority::files().certificate.parent_path())};
  for (const certificates::StoreEntry& entry : m_entries) folders += toQt(storeFolder() / entry.name);
  for (const QString& folder : folders) {
    if (!m_watcher.directories().contains(folder) && QFile::exists(folder)) m_watcher.addPath(folder);
  }
}

int CertificateList::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(m_entries.size());
}

int CertificateList::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : ColumnCount;
}

QVariant CertificateList::data(const QModelIndex& index, int role) const {
  const certificates::StoreEntry& entry = m_entries[static_cast<std::size_t>(index.row())];
  const bool known = !entry.facts.fingerprint.empty();
  const base::UnixMilliseconds now = base::unixNow();
  if (role == Qt::DecorationRole && index.column() == NameColumn)
    return style::icon(QStringLiteral("certificate"),
                       known ? style::inkOf(certificateWords::tone(entry.facts, now)) : style::Ink::Muted);
  if (role != Qt::DisplayRole) return {};
  switch (index.column()) {
    case NameColumn:
      return toQt(entry.name);
    case NamesColumn:
      if (isToBeMade(entry)) return QStringLiteral("localhost, 127.0.0.1, ::1");
      return certificateWords::names(entry.facts);
    case IssuerColumn:
      return isToBeMade(entry) ? tr("self-signed") : certificateWords::issuer(entry.facts);
    case DaysColumn:
      if (isToBeMade(entry)) return tr("made on first use");
      if (entry.awaitsCertificate) return tr("not issued yet");
      return known ? certificateWords::daysLeft(entry.facts, now) : tr("cannot be read");
    case UsersColumn:
      return users(toQt(entry.name)).join(QStringLiteral(", "));
    default:
      return {};
  }
}

QVariant CertificateList::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal || role != Qt::DisplayRole) {
    if (role == Qt::TextAlignmentRole) return QVariant::fromValue(Qt::AlignLeft | Qt::AlignVCenter);
    return {};
  }
  switch (section) {
    case NameColumn:
      return tr("Name");
    case NamesColumn:
      return tr("Covers");
    case IssuerColumn:
      return tr("Issued by");
    case DaysColumn:
      return tr("Validity");
    case UsersColumn:
      return tr("Used by");
    default:
      return {};
  }
}

void CertificateList::setUsers(const QHash<QString, QStringList>& users) {
  if (users == m_users) return;
  m_users = users;
  emit dataChanged(index(0, UsersColumn), index(rowCount() - 1, UsersColumn));
}

void CertificateList::retranslate() {
  emit dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
  emit headerDataChanged(Qt::Horizontal, 0, ColumnCount - 1);
}
