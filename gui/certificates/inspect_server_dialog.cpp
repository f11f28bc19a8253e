// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// One field, the verdict, and the tree.

#include "gui/certificates/inspect_server_dialog.h"

#include <QDialogButtonBox>
#include <QHBoxLayout>
#include <QHostAddress>
#include <QLabel>
#include <QLineEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QUrl>
#include <QVBoxLayout>

#include "gui/base/text.h"
#include "gui/certificates/certificate_details.h"
#include "gui/cluster/server_start.h"
#include "gui/problems/argument_words.h"
#include "gui/style/banner.h"
#include "gui/style/dialog_layout.h"
#include "gui/style/forkyard_style.h"

namespace {

constexpr int httpsPort = 443;

QString protocolWords(const std::string& protocol) {
  if (protocol == "h2") return QStringLiteral("HTTP/2");
  return protocol == "http/1.1" ? QStringLiteral("HTTP/1.1") : toQt(protocol);
}

}  // namespace

InspectServerDialog::InspectServerDialog(QWidget* parent)
    : QDialog(parent),
      m_address(new QLineEdit(this)),
      m_inspect(new QPushButton(tr("Inspect"), this)),
      m_advice(new QLabel(this)),
      m_verdict(new Banner(style::Tone::Quiet, this)),
      m_details(new CertificateDetails(this)),
      m_progress(new QProgressBar(this)) {
  setAttribute(Qt::WA_DeleteOnClose);
  setWindowTitle(tr("Inspect a server"));
  build();
  connect(m_address, &QLineEdit::textChanged, this, &InspectServerDialog::check);
  connect(m_inspect, &QPushButton::clicked, this, &InspectServerDialog::inspect);
  connect(&m_run, &ProgramRun::finished, this, &InspectServerDialog::handleFinished);
  check();
  m_address->setFocus();
}

void InspectServerDialog::build() {
  auto* introduction = new QLabel(tr("Which server? Its address and port, as shop.test:8443."), this);
  introduction->setBuddy(m_address);
  introduction->setWordWrap(true);
  m_address->setAccessibleName(tr("Address and port"));
  m_address->setPlaceholderText(QStringLiteral("localhost:8443"));
  m_advice->setWordWrap(true);
  m_advice->setForegroundRole(QPalette::PlaceholderText);
  m_verdict->hide();
  m_inspect->setDefault(true);
  ForkyardStyle::makePrimary(m_inspect);
  m_progress->setRange(0, 0);
  m_progress->setTextVisible(false);
  m_progress->setFixedHeight(4);
  m_progress->setAccessibleName(tr("Working"));
  m_progress->hide();
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
  auto* row = new QHBoxLayout;
  row->setSpacing(8);
  row->addWidget(m_address, 1);
  row->addWidget(m_inspect);
  QVBoxLayout* layout = dialogLayout::makeOutline(this, 12);
  layout->addWidget(introduction);
  layout->addLayout(row);
  layout->addWidget(m_advice);
  layout->addWidget(m_verdict);
  layout->addWidget(m_details, 1);
  layout->addWidget(m_progress);
  layout->addWidget(buttons);
  resize(680, 560);
}

QString InspectServerDialog::target(const QString& text) {
  QString address = text.trimmed();
  // A bare IPv6 address has colons of its own.
  if (QHostAddress(address).protocol() == QAbstractSocket::IPv6Protocol)
    address = QLatin1Char('[') + address + QLatin1Char(']');
  if (!address.contains(QLatin1String("://"))) address.prepend(QLatin1String("https://"));
  const QUrl url(address, QUrl::StrictMode);
  if (!url.isValid() || url.host().isEmpty() || url.scheme() != QLatin1String("https") || url.port() == 0) return {};
  const QString host = QString::fromLatin1(QUrl::toAce(url.host()));
  const bool isSix = url.host().contains(QLatin1Char(':'));
  return QStringLiteral("%1:%2")
      .arg(isSix ? QLatin1Char('[') + url.host() + QLatin1Char(']') : host)
      .arg(url.port(httpsPort));
}

void InspectServerDialog::check() {
  const bool usable = !target(m_address->text()).isEmpty();
  m_inspect->setEnabled(usable && !m_run.isRunning());
  m_advice->setText(tr("This is not an address that can be asked."));
  m_advice->setVisible(!usable && !m_address->text().trimmed().isEmpty());
}

void InspectServerDialog::inspect() {
  const QString program = ServerStart::program();
  if (program.isEmpty() || m_run.isRunning()) return;
  m_verdict->hide();
  m_details->setFiles({});
  m_progress->show();
  m_run.start(program, {QStringLiteral("probe"), QStringLiteral("tls"), QStringLiteral("--json"), QStringLiteral("--"),
                        target(m_address->text())});
  check();
}

void InspectServerDialog::handleFinished(const ProgramRun::Answer& answer) {
  m_progress->hide();
  check();
  const auto report = control::tlsReportFromJson(answer.text);
  if (report) return show(*report);
  m_verdict->setTone(style::Tone::Bad);
  m_verdict->setText(tr("It could not be asked."));
  m_verdict->setDetail(answer.errors);
  m_verdict->show();
}

void InspectServerDialog::show(const control::TlsReport& report) {
  m_verdict->show();
  if (!report.error.empty()) {
    m_verdict->setTone(style::Tone::Bad);
    m_verdict->setText(tr("No TLS handshake with %1, port %2.").arg(toQt(report.host), QString::number(report.port)));
    return m_verdict->setDetail(argumentWords::translated(report.error));
  }
  m_verdict->setTone(report.trusted ? style::Tone::Good : style::Tone::Warning);
  m_verdict->setText(report.trusted
                         ? tr("This system trusts it.")
                         : tr("This system does not trust it: %1").arg(argumentWords::translated(report.distrust)));
  m_verdict->setDetail(
      report.protocol.empty()
          ? tr("%1, %2, no protocol agreed").arg(toQt(report.version), toQt(report.cipher))
          : tr("%1, %2, agreed on %3").arg(toQt(report.version), toQt(report.cipher), protocolWords(report.protocol)));
  m_details->setText(report.chain);
}
