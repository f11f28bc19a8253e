// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// A form, what the server has to do with it, and the order as a process.

#include "gui/certificates/public_name_dialog.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QUrl>
#include <QVBoxLayout>

#include "gui/base/text.h"
#include "gui/certificates/acme_run.h"
#include "gui/certificates/file_field.h"
#include "gui/problems/problem_list.h"
#include "gui/style/banner.h"

namespace {

enum Proof { ByWeb, ByDns };

constexpr const char* stagingDirectory = "https://acme-staging-v02.api.letsencrypt.org/directory";

bool isMailAddress(const QString& text) {
  const qsizetype at = text.indexOf(QLatin1Char('@'));
  return at > 0 && at + 1 < text.size() && at == text.lastIndexOf(QLatin1Char('@')) && !text.contains(QLatin1Char(' '));
}

}  // namespace

PublicNameDialog::PublicNameDialog(QWidget* parent)
    : TaskDialog(tr("Certificate for a public name"),
                 tr("A public authority vouches for names on the internet that are yours. Every browser accepts it."),
                 tr("Order certificate"), parent),
      m_names(new QLineEdit(this)),
      m_email(new QLineEdit(this)),
      m_proof(new QComboBox(this)),
      m_provider(new QLineEdit(this)),
      m_noWait(new QCheckBox(tr("Do not wait until the record is seen from here"), this)),
      m_authority(new QComboBox(this)),
      m_directory(new QLineEdit(this)),
      m_trustedCa(new FileField(FileField::Count::One, this)),
      m_accept(new QCheckBox(tr("I accept the authority’s terms of service"), this)),
      m_terms(new QLabel(this)),
      m_advice(new ProblemList(this)),
      m_answers(new Banner(style::Tone::Quiet, this)),
      m_addRoute(m_answers->addButton({})),
      m_missing(new QLabel(this)),
      m_done(new Banner(style::Tone::Good, this)),
      m_check(new ChallengeCheck(this)),
      m_run(new AcmeRun(this)) {
  build();
  for (QLineEdit* edit : {m_names, m_email, m_provider, m_directory})
    connect(edit, &QLineEdit::textChanged, this, &PublicNameDialog::check);
  for (QComboBox* box : {m_proof, m_authority})
    connect(box, &QComboBox::currentIndexChanged, this, &PublicNameDialog::check);
  connect(m_accept, &QCheckBox::toggled, this, &PublicNameDialog::check);
  connect(m_addRoute, &QPushButton::clicked, this, &PublicNameDialog::routeAsked);
  connect(m_check, &ChallengeCheck::finished, this, &PublicNameDialog::handleChecked);
  connect(m_run, &AcmeRun::finished, this, &PublicNameDialog::handleFinished);
  setServer(std::nullopt);
  m_names->setFocus();
}

void PublicNameDialog::build() {
  m_names->setPlaceholderText(QStringLiteral("shop.example www.shop.example"));
  m_email->setPlaceholderText(QStringLiteral("you@shop.example"));
  m_provider->setPlaceholderText(tr("as “lego dnshelp” lists it; its keys are taken from the environment"));
  m_directory->setPlaceholderText(QStringLiteral("https://"));
  m_proof->addItem(tr("By a page that your server shows (HTTP-01)"), ByWeb);
  m_proof->addItem(tr("By a record in the DNS (DNS-01), for wildcards too"), ByDns);
  m_authority->addItem(tr("Let’s Encrypt"), toQt(certificates::AcmeOrder().directory));
  m_authority->addItem(tr("Let’s Encrypt, for trying out: browsers do not accept it"), QLatin1String(stagingDirectory));
  m_authority->addItem(tr("Another authority"), QString());
  m_trustedCa->retranslate(tr("Its CA file"), tr("only where this system does not trust it"));
  m_form = addForm();
  const auto row = [this](const QString& label, QWidget* field) {
    field->setAccessibleName(label);
    m_form->addRow(label, field);
  };
  row(tr("Names"), m_names);
  row(tr("E-mail"), m_email);
  row(tr("Proof"), m_proof);
  row(tr("DNS provider"), m_provider);
  m_noWait->setToolTip(
      tr("For a network that does not see what the authority sees, as behind a DNS server of its own."));
  m_form->addRow(QString(), m_noWait);
  row(tr("Authority"), m_authority);
  row(tr("Its directory"), m_directory);
  m_form->addRow(tr("Its CA file"), m_trustedCa);
  m_terms->setText(QStringLiteral("<a href=\"https://letsencrypt.org/repository/\">%1</a>").arg(tr("Read them")));
  m_terms->setOpenExternalLinks(true);
  m_terms->setTextInteractionFlags(Qt::LinksAccessibleByMouse | Qt::LinksAccessibleByKeyboard);
  m_missing->setWordWrap(true);
  m_missing->setForegroundRole(QPalette::PlaceholderText);
  m_advice->offerOnly({});
  m_done->hide();
  auto* terms = new QHBoxLayout;
  terms->addWidget(m_accept);
  terms->addWidget(m_terms);
  terms->addStretch();
  content()->addLayout(terms);
  for (QWidget* widget : QList<QWidget*>{m_advice, m_answers, m_missing, m_done}) content()->addWidget(widget);
}

bool PublicNameDialog::isByDns() const {
  return m_proof->currentData().toInt() == ByDns;
}

bool PublicNameDialog::isElsewhere() const {
  return m_authority->currentData().toString().isEmpty();
}

certificates::AcmeOrder PublicNameDialog::order() const {
  certificates::AcmeOrder order;
  order.names = {m_names->text().trimmed().toStdString()};
  order.email = m_email->text().trimmed().toStdString();
  order.directory =
      (isElsewhere() ? m_directory->text().trimmed() : m_authority->currentData().toString()).toStdString();
  if (isByDns()) {
    order.dns = m_provider->text().trimmed().toStdString();
    order.dnsNoWait = m_noWait->isChecked();
  } else if (m_server) {
    order.webroot = m_server->webroot;
  }
  if (isElsewhere() && !m_trustedCa->paths().isEmpty()) order.trustedCa = toPath(m_trustedCa->paths().first());
  return order;
}

void PublicNameDialog::setServer(const std::optional<ChallengeServer>& server) {
  m_server = server;
  showServer();
  check();
}

void PublicNameDialog::showServer() {
  const bool ready = m_server && m_server->port > 0 && m_server->hasRoute;
  m_answers->setTone(ready ? style::Tone::Quiet : style::Tone::Warning);
  m_addRoute->setVisible(m_server && !ready && m_server->canChange);
  if (!m_server) {
    m_answers->setText(tr("The authority asks a server of yours, and none is selected in the list of servers."));
    return m_answers->setDetail({});
  }
  if (m_server->port == 0) {
    m_answers->setText(
        tr("The authority asks without encryption, and “%1” has no listener for plain HTTP.").arg(m_server->title));
    m_addRoute->setText(tr("Add the listener"));
    return m_answers->setDetail(
        m_server->canChange ? tr("One can be added that sends everything but the authority’s questions to HTTPS.")
                            : tr("Add one to its file: a [[listener]] with protocol = \"http\"."));
  }
  m_addRoute->setText(tr("Add the route"));
  m_answers->setText(ready ? tr("“%1” answers the authority.").arg(m_server->title)
                           : tr("“%1” does not answer the authority yet: a route is missing.").arg(m_server->title));
  m_answers->setDetail(m_server->port == 80
                           ? tr("It asks at port 80 of each name, from the internet.")
                           : tr("It asks at port 80 of each name, from the internet: that must lead to port %1 here.")
                                 .arg(m_server->port));
}

QString PublicNameDialog::missing(const certificates::AcmeOrder& order) const {
  if (m_names->text().trimmed().isEmpty()) return tr("For which names? Separate several with spaces.");
  if (!isMailAddress(toQt(order.email))) return tr("The authority needs an e-mail address for its warnings.");
  if (isByDns() && order.dns.empty()) return tr("Which DNS provider has the names?");
  if (isElsewhere()) {
    const QUrl url(toQt(order.directory), QUrl::StrictMode);
    if (!url.isValid() || url.scheme() != QLatin1String("https") || url.host().isEmpty())
      return tr("The directory of an authority is an address that begins with https://");
  }
  if (!m_accept->isChecked()) return tr("The authority issues nothing before its terms are accepted.");
  return {};
}

void PublicNameDialog::check() {
  m_form->setRowVisible(m_provider, isByDns());
  m_form->setRowVisible(m_noWait, isByDns());
  m_form->setRowVisible(m_directory, isElsewhere());
  m_form->setRowVisible(m_trustedCa, isElsewhere());
  m_terms->setVisible(!isElsewhere());
  m_answers->setVisible(!isByDns());
  const certificates::AcmeOrder wish = order();
  const QString words = missing(wish);
  const auto sound = certificates::checkedOrder(wish);
  const bool named = !m_names->text().trimmed().isEmpty();
  m_advice->setProblems(named && !sound ? sound.error().problems : std::vector<base::Problem>());
  m_missing->setText(words);
  m_missing->setVisible(!words.isEmpty());
  const bool answered = isByDns() || (m_server && m_server->port > 0 && m_server->hasRoute);
  primary()->setEnabled(words.isEmpty() && sound && answered && !m_run->isRunning());
}

void PublicNameDialog::perform() {
  problems()->setProblems({});
  setBusy(true);
  if (isByDns()) return startOrder();
  const auto sound = certificates::checkedOrder(order());
  if (sound && m_server) m_check->start(*m_server, toQt(sound->names.front()));
}

void PublicNameDialog::handleChecked(const QString& url, const QString& reason) {
  if (reason.isEmpty()) return startOrder();
  setBusy(false);
  showError(base::Error(tr("Nothing was ordered, as the proof cannot be fetched even from here, at %1: %2. Is the "
                           "server running, with the route applied?")
                            .arg(url, reason)
                            .toStdString()));
}

void PublicNameDialog::startOrder() {
  const certificates::AcmeOrder wish = order();
  QStringList arguments{QStringLiteral("--accept-terms"), QStringLiteral("--email"), toQt(wish.email),
                        QStringLiteral("--server"), toQt(wish.directory)};
  const auto add = [&arguments](const QString& option, const QString& value) {
    if (!value.isEmpty()) arguments += {option, value};
  };
  add(QStringLiteral("--dns"), toQt(wish.dns));
  if (wish.dnsNoWait) arguments += QStringLiteral("--dns-no-wait");
  add(QStringLiteral("--webroot"), toQt(wish.webroot));
  add(QStringLiteral("--trusted-ca"), toQt(wish.trustedCa));
  m_run->start(QStringLiteral("issue"), arguments + QStringList{QStringLiteral("--"), m_names->text().trimmed()});
}

void PublicNameDialog::handleFinished(const control::AcmeOutcome& outcome) {
  setBusy(false);
  if (outcome.outcome == "failed") return showError(outcome.error());
  const QString entry = toQt(outcome.entry);
  m_done->setText(tr("The authority issued it. It is in the store as “%1”.").arg(entry));
  m_done->setDetail(tr("Choose it in the Setup of a server. A running server that uses it renews it in time."));
  m_done->show();
  primary()->hide();
  buttons()->button(QDialogButtonBox::Cancel)->setText(tr("Close"));
  emit made(entry);
}
