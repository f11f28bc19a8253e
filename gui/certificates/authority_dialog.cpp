// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The names, the scope that follows from them, and the key's protection.

#include "gui/certificates/authority_dialog.h"

#include <QComboBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

#include "gui/base/text.h"
#include "gui/certificates/certificate_words.h"
#include "gui/certificates/local_authority.h"
#include "gui/problems/problem_list.h"
#include "server/base/time.h"
#include "server/certificates/certificate_store.h"

using certificates::KeyType;

AuthorityDialog::AuthorityDialog(LocalAuthority& authority, Purpose purpose, QWidget* parent)
    : TaskDialog(purpose == Purpose::Create ? tr("New certificate authority") : tr("More names for the authority"),
                 purpose == Purpose::Create
                     ? tr("It signs certificates for servers of your own. Browsers accept them once it is trusted on "
                          "this computer. Its key stays here and can vouch only for what stands below.")
                     : tr("The authority gets another certificate for the same key: what it signed before stays valid. "
                          "Then it has to be trusted anew."),
                 purpose == Purpose::Create ? tr("Make authority") : tr("Issue anew"), parent),
      m_authority(authority),
      m_purpose(purpose),
      m_scope(new QLabel(this)),
      m_names(new QLineEdit(this)),
      m_plan(new QLabel(this)) {
  build();
  connect(m_names, &QLineEdit::textChanged, this, &AuthorityDialog::check);
  check();
}

void AuthorityDialog::build() {
  m_scope->setWordWrap(true);
  m_scope->setTextFormat(Qt::PlainText);
  m_plan->setWordWrap(true);
  m_plan->setForegroundRole(QPalette::PlaceholderText);
  m_plan->hide();
  content()->addWidget(m_scope);
  QFormLayout* form = addForm();
  m_names->setAccessibleName(tr("More names"));
  m_names->setPlaceholderText(tr("none, or: lan corp.example 192.0.2.0/24"));
  form->addRow(tr("More names"), m_names);
  if (m_purpose == Purpose::Create) {
    m_key = new QComboBox(this);
    m_key->setAccessibleName(tr("Key"));
    for (const KeyType type : {KeyType::P256, KeyType::P384})
      m_key->addItem(certificateWords::keyType(type), static_cast<int>(type));
    form->addRow(tr("Key"), m_key);
    m_passphrase = addPassphrase(form, tr("Passphrase"));
    m_passphrase->setPlaceholderText(tr("none: the key is protected by your account alone"));
    m_again = addPassphrase(form, tr("Passphrase once more"));
    for (QLineEdit* edit : {m_passphrase, m_again})
      connect(edit, &QLineEdit::textChanged, this, &AuthorityDialog::check);
  } else if (m_authority.facts() && m_authority.facts()->needsPassphrase) {
    m_passphrase = addPassphrase(form, tr("Passphrase of the authority"));
  }
  content()->addWidget(m_plan);
}

void AuthorityDialog::setNames(const QString& names) {
  m_names->setText(names);
}

std::vector<std::string> AuthorityDialog::names() const {
  std::vector<std::string> names;
  QString text = m_names->text();
  text.replace(QLatin1Char(','), QLatin1Char(' '));
  for (const QString& part : text.simplified().split(QLatin1Char(' '), Qt::SkipEmptyParts))
    names.push_back(part.toStdString());
  return names;
}

certificates::NameConstraints AuthorityDialog::present() const {
  const auto& facts = m_authority.facts();
  const bool known = m_purpose == Purpose::Reissue && facts && facts->constraints;
  return known ? *facts->constraints : certificates::defaultConstraints();
}

void AuthorityDialog::check() {
  const auto scope = certificates::withAdded(present(), names());
  const bool sure = !m_again || m_passphrase->text() == m_again->text();
  if (scope) {
    m_scope->setText(tr("Can vouch only for: %1").arg(toQt(scope->text())));
    problems()->setProblems({});
  } else {
    problems()->setError(scope.error());
  }
  if (!sure && !m_again->text().isEmpty())
    problems()->setError(base::Error(tr("The passphrases differ").toStdString()));
  primary()->setEnabled(scope && sure && (m_purpose == Purpose::Create || !names().empty()));
  if (m_purpose == Purpose::Create || !scope || names().empty()) return m_plan->hide();
  inBackground(
      this,
      [add = names()] {
        return certificates::planReissue(LocalAuthority::files(), certificates::storeFolder(), {add, {}},
                                         base::unixNow());
      },
      [this, number = ++m_check](const base::Result<certificates::AuthorityChange>& plan) {
        if (number == m_check && plan) showPlan(*plan);
      });
}

void AuthorityDialog::showPlan(const certificates::AuthorityChange& change) {
  QStringList added;
  for (const std::string& name : change.added) added += toQt(name);
  QStringList kept;
  for (const std::string& name : change.keptEntries) kept += toQt(name);
  const QString list = kept.isEmpty() ? tr("none") : kept.join(QStringLiteral(", "));
  m_plan->setText(tr("New: %1. Certificates that keep working: %2").arg(added.join(QStringLiteral(", ")), list));
  m_plan->show();
}

void AuthorityDialog::perform() {
  const certificates::Secret passphrase(m_passphrase ? m_passphrase->text().toStdString() : std::string());
  if (m_purpose == Purpose::Create) {
    certificates::AuthorityRequest request;
    request.key = static_cast<KeyType>(m_key->currentData().toInt());
    request.names = names();
    request.passphrase = passphrase;
    return attempt(
        [request] { return certificates::createAuthority(LocalAuthority::files(), request, base::unixNow()); },
        [this] { finish(); });
  }
  attempt(
      [add = names(), passphrase] {
        return certificates::reissueAuthority(LocalAuthority::files(), certificates::storeFolder(), {add, {}},
                                              passphrase, base::unixNow());
      },
      [this] { finish(); });
}

void AuthorityDialog::finish() {
  m_authority.refresh();
  accept();
}
