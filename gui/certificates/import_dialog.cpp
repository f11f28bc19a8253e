// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Files, text, passphrase, and what they hold.

#include "gui/certificates/import_dialog.h"

#include <QFormLayout>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>
#include <algorithm>

#include "gui/base/text.h"
#include "gui/certificates/certificate_words.h"
#include "gui/certificates/file_field.h"
#include "gui/problems/problem_list.h"
#include "gui/style/banner.h"
#include "server/certificates/certificate_store.h"

namespace {

constexpr int readingDelayMs = 150;

using certificates::FoundIdentity;

base::Result<FoundIdentity> lookInto(const std::vector<std::filesystem::path>& files, const std::string& text,
                                     const certificates::Secret& passphrase) {
  auto sources = certificates::readSources(files);
  if (!sources) return base::failure(sources.error());
  if (!text.empty()) sources->push_back({{}, certificates::Secret(text)});
  return certificates::findIdentity(*sources, passphrase, certificates::storeFolder());
}

bool asksForPassphrase(const base::Error& error) {
  return std::ranges::any_of(error.problems, [](const base::Problem& problem) {
    return problem.code == base::ProblemCode::PassphraseNeeded || problem.code == base::ProblemCode::PassphraseWrong;
  });
}

}  // namespace

ImportDialog::ImportDialog(QWidget* parent)
    : TaskDialog(tr("Import certificate"),
                 tr("Certificates, keys and chains in any form and order: choose or drop the files, or paste PEM text. "
                    "They are copied into the store."),
                 tr("Import"), parent),
      m_files(new FileField(FileField::Count::Several, this)),
      m_text(new QPlainTextEdit(this)),
      m_found(new Banner(style::Tone::Quiet, this)) {
  build();
  m_settle.setSingleShot(true);
  m_settle.setInterval(readingDelayMs);
  connect(&m_settle, &QTimer::timeout, this, &ImportDialog::look);
  connect(m_files, &FileField::pathsChanged, &m_settle, qOverload<>(&QTimer::start));
  connect(m_text, &QPlainTextEdit::textChanged, &m_settle, qOverload<>(&QTimer::start));
  look();
}

void ImportDialog::build() {
  m_files->retranslate(tr("Files"), tr("none, or several with ; between"));
  m_text->setAccessibleName(tr("Pasted text"));
  m_text->setPlaceholderText(QStringLiteral("-----BEGIN CERTIFICATE-----"));
  m_text->setTabChangesFocus(true);
  m_text->setFixedHeight(m_text->fontMetrics().lineSpacing() * 5);
  m_form = addForm();
  m_form->addRow(tr("Files"), m_files);
  m_form->addRow(tr("Pasted text"), m_text);
  content()->addWidget(m_found);
}

void ImportDialog::setFiles(const QStringList& files) {
  m_files->setPaths(files);
}

void ImportDialog::look() {
  std::vector<std::filesystem::path> files;
  for (const QString& path : m_files->paths()) files.push_back(toPath(path));
  const std::string text = m_text->toPlainText().trimmed().toStdString();
  const certificates::Secret passphrase(m_passphrase ? m_passphrase->text().toStdString() : std::string());
  const int number = ++m_number;
  m_ready.reset();
  primary()->setEnabled(false);
  if (files.empty() && text.empty()) {
    problems()->setProblems({});
    m_found->setTone(style::Tone::Quiet);
    m_found->setText(tr("Choose files, or paste."));
    m_found->setDetail({});
    return m_found->show();
  }
  inBackground(
      this, [files, text, passphrase] { return lookInto(files, text, passphrase); },
      [this, number](base::Result<FoundIdentity> found) {
        if (number != m_number) return;
        m_found->setVisible(found.has_value());
        if (!found) return refuse(found.error());
        m_ready = std::make_shared<const FoundIdentity>(std::move(*found));
        show(*m_ready);
      });
}

void ImportDialog::refuse(const base::Error& error) {
  problems()->setError(error);
  if (m_passphrase || !asksForPassphrase(error)) return;
  m_passphrase = addPassphrase(m_form, tr("Passphrase"));
  connect(m_passphrase, &QLineEdit::textChanged, &m_settle, qOverload<>(&QTimer::start));
  m_passphrase->setFocus();
}

void ImportDialog::show(const FoundIdentity& found) {
  problems()->setProblems(found.warnings);
  m_found->setTone(style::Tone::Good);
  const QString subject = toQt(found.facts.subject);
  const QString names = certificateWords::names(found.facts);
  m_found->setText(found.facts.selfSigned
                       ? tr("Found: %1, covers %2. It is self-signed.").arg(subject, names)
                       : tr("Found: %1, covers %2. Issued by %3.").arg(subject, names, toQt(found.facts.issuer)));
  QStringList details;
  if (!found.completes.empty()) details += tr("Completes “%1”, which waits for it.").arg(toQt(found.completes));
  if (found.duplicates > 0)
    details += tr("%n certificate(s) or key(s) were there more than once.", nullptr, found.duplicates);
  QStringList leftOut;
  for (const std::string& other : found.leftOut) leftOut += toQt(other);
  if (!leftOut.isEmpty()) details += tr("Not part of it, left out: %1").arg(leftOut.join(QStringLiteral("; ")));
  m_found->setDetail(details.join(QLatin1Char('\n')));
  m_found->show();
  primary()->setEnabled(true);
}

void ImportDialog::perform() {
  if (!m_ready) return;
  attempt([found = m_ready] { return certificates::importIdentity(certificates::storeFolder(), {}, *found); },
          [this](const std::string& entry) {
            emit imported(toQt(entry));
            accept();
          });
}
