// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Path, Browse and a box; FolderWatch says what is there.

#include "gui/routes/folder_fields.h"

#include <QCheckBox>
#include <QDir>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalBlocker>

#include "gui/base/text.h"

namespace fs = std::filesystem;

namespace {

/// "~/site" and paths relative to the configuration, as a whole path.
fs::path wholePath(const QString& typed, const fs::path& folder) {
  QString text = typed.trimmed();
  if (text.isEmpty()) return {};
  if (text == QLatin1String("~") || text.startsWith(QLatin1String("~/"))) text.replace(0, 1, QDir::homePath());
  fs::path path = (folder / toPath(text)).lexically_normal();
  if (!path.has_filename() && path.has_relative_path()) path = path.parent_path();
  return path;
}

}  // namespace

FolderFields::FolderFields(QWidget* parent)
    : HandlerFields(parent),
      m_path(new QLineEdit(this)),
      m_browse(new QPushButton(this)),
      m_listing(new QCheckBox(this)) {
  m_path->setMinimumWidth(140);
  setFocusProxy(m_path);
  auto* row = new QHBoxLayout(this);
  row->setContentsMargins(0, 0, 0, 0);
  row->setSpacing(8);
  row->addWidget(m_path, 1);
  row->addWidget(m_browse);
  row->addSpacing(8);
  row->addWidget(m_listing);
  connect(m_path, &QLineEdit::textChanged, this, [this] {
    watch();
    emit edited();
  });
  connect(m_listing, &QCheckBox::toggled, this, [this] {
    emit edited();
    emit wordsChanged();
  });
  connect(m_browse, &QPushButton::clicked, this, &FolderFields::browse);
  connect(&m_watch, &FolderWatch::changed, this, &FolderFields::wordsChanged);
}

bool FolderFields::shows(const config::RouteHandler& handler) const {
  return std::holds_alternative<config::FilesRoute>(handler);
}

void FolderFields::setHandler(const config::RouteHandler& handler) {
  m_files = std::get<config::FilesRoute>(handler);
  const QSignalBlocker pathBlocker(m_path);
  const QSignalBlocker listingBlocker(m_listing);
  if (wholePath(m_path->text(), m_folder) != m_files.root) m_path->setText(toQt(m_files.root));
  m_listing->setChecked(m_files.listing);
  watch();
}

config::FilesRoute FolderFields::typed() const {
  config::FilesRoute files = m_files;
  files.root = wholePath(m_path->text(), m_folder);
  files.listing = m_listing->isChecked();
  return files;
}

config::RouteHandler FolderFields::handler() const {
  return typed();
}

void FolderFields::setSurroundings(const config::Config& config) {
  m_folder = config.file.parent_path();
}

void FolderFields::watch() {
  const config::FilesRoute files = typed();
  m_watch.setFolder(files.root, files.index);
}

void FolderFields::browse() {
  auto* dialog = new QFileDialog(window(), tr("The folder to serve"));
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->setFileMode(QFileDialog::Directory);
  dialog->setOption(QFileDialog::ShowDirsOnly);
  const QString current = toQt(typed().root);
  dialog->setDirectory(current.isEmpty() ? QDir::homePath() : current);
  connect(dialog, &QFileDialog::fileSelected, m_path, &QLineEdit::setText);
  dialog->open();
}

QString FolderFields::kind() const {
  return tr("Folder");
}

FieldWords FolderFields::words() const {
  using State = FolderWatch::State;
  if (m_path->text().trimmed().isEmpty()) return {style::Tone::Warning, tr("Choose the folder with your files.")};
  switch (m_watch.state()) {
    case State::Unknown:
      return {};
    case State::Absent:
      return {style::Tone::Bad, tr("There is no such folder.")};
    case State::NoFolder:
      return {style::Tone::Bad, tr("That is a file. Choose the folder it is in.")};
    case State::Unreadable:
      return {style::Tone::Bad, tr("You may not read this folder.")};
    case State::WithoutIndex:
      if (m_listing->isChecked()) return {style::Tone::Quiet, tr("Visitors see a list of its files.")};
      if (!m_files.fallback.empty()) break;
      return {style::Tone::Warning, tr("It has no index.html: its address answers “not found”.")};
    case State::WithIndex:
      return {style::Tone::Good, tr("Visitors see %1 first.").arg(toQt(m_watch.found()))};
  }
  return {style::Tone::Quiet, tr("Visitors see %1 where nothing else is found.").arg(toQt(m_files.fallback))};
}

void FolderFields::retranslate() {
  m_path->setAccessibleName(tr("Folder to serve"));
  m_path->setPlaceholderText(tr("the folder with your index.html"));
  m_browse->setText(tr("Browse…"));
  m_browse->setAccessibleName(tr("Browse for the folder to serve"));
  m_listing->setText(tr("List files"));
  m_listing->setToolTip(tr("A folder without an index page shows a list of its files."));
  m_listing->setAccessibleDescription(m_listing->toolTip());
}

void FolderFields::showEvent(QShowEvent* event) {
  HandlerFields::showEvent(event);
  m_watch.setActive(true);
}

void FolderFields::hideEvent(QHideEvent* event) {
  HandlerFields::hideEvent(event);
  m_watch.setActive(false);
}
