// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// An address to pick, Start, and what the phone shall open.

#include "gui/certificates/phone_dialog.h"

#include <signal.h>
#include <sys/prctl.h>

#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QNetworkInterface>
#include <QProcess>
#include <QPushButton>
#include <QVBoxLayout>

#include "gui/base/text.h"
#include "gui/certificates/certificate_words.h"
#include "gui/certificates/qr_code.h"
#include "gui/cluster/server_start.h"
#include "gui/problems/problem_sentences.h"
#include "gui/style/banner.h"
#include "gui/style/dialog_layout.h"
#include "gui/style/forkyard_style.h"
#include "gui/style/icon.h"
#include "server/control/message_share.h"

PhoneDialog::PhoneDialog(const QString& fingerprint, QWidget* parent)
    : QDialog(parent),
      m_address(new QComboBox(this)),
      m_start(new QPushButton(tr("Start"), this)),
      m_stop(new QPushButton(tr("Stop"), this)),
      m_copy(new QPushButton(style::icon(QStringLiteral("copy")), tr("Copy address"), this)),
      m_code(new QrCode(this)),
      m_url(new QLabel(this)),
      m_state(new Banner(style::Tone::Quiet, this)) {
  setAttribute(Qt::WA_DeleteOnClose);
  setWindowTitle(tr("Give to a phone"));
  build(fingerprint);
  fillAddresses();
  connect(m_start, &QPushButton::clicked, this, &PhoneDialog::start);
  connect(m_stop, &QPushButton::clicked, this, &PhoneDialog::stop);
  connect(m_copy, &QPushButton::clicked, this, [this] { QApplication::clipboard()->setText(m_url->text()); });
  showStopped(tr("Nothing is shared yet."), {});
}

PhoneDialog::~PhoneDialog() {
  if (!m_process) return;
  m_process->disconnect(this);
  // QProcess kills what still runs; asked first, it ends as it ends on Stop.
  m_process->terminate();
}

void PhoneDialog::build(const QString& fingerprint) {
  auto* introduction = new QLabel(
      tr("A phone in your network can fetch the authority’s public certificate from a small page of this computer. The "
         "private key never leaves it. The page ends after ten minutes, or when you close this window."),
      this);
  introduction->setWordWrap(true);
  auto* print = new QLabel(certificateWords::blocks(fingerprint.toStdString()), this);
  print->setWordWrap(true);
  for (QLabel* label : {m_url, print}) label->setTextInteractionFlags(Qt::TextSelectableByMouse);
  print->setAccessibleName(tr("SHA-256 fingerprint"));
  m_url->setAccessibleName(tr("Address of the page"));
  m_url->setWordWrap(true);
  m_address->setAccessibleName(tr("Address of this computer"));
  m_code->setAccessibleName(tr("QR code of the address"));
  m_start->setDefault(true);
  ForkyardStyle::makePrimary(m_start);
  auto* row = new QHBoxLayout;
  row->setSpacing(8);
  row->addWidget(m_address, 1);
  row->addWidget(m_start);
  row->addWidget(m_stop);
  auto* form = new QFormLayout;
  form->setHorizontalSpacing(16);
  form->setVerticalSpacing(12);
  form->addRow(tr("Address"), row);
  form->addRow(tr("SHA-256"), print);
  auto* page = new QHBoxLayout;
  page->addWidget(m_url, 1);
  page->addWidget(m_copy);
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
  QVBoxLayout* layout = dialogLayout::makeOutline(this, 12);
  layout->addWidget(introduction);
  layout->addLayout(form);
  layout->addWidget(m_state);
  layout->addLayout(page);
  layout->addWidget(m_code, 0, Qt::AlignHCenter);
  layout->addStretch();
  layout->addWidget(buttons);
  setMinimumWidth(560);
}

void PhoneDialog::fillAddresses() {
  for (const QHostAddress& address : QNetworkInterface::allAddresses()) {
    if (!address.isLoopback() && !address.isLinkLocal()) m_address->addItem(address.toString(), address.toString());
  }
  m_address->addItem(tr("127.0.0.1, only for this computer"), QStringLiteral("127.0.0.1"));
}

void PhoneDialog::start() {
  const QString program = ServerStart::program();
  if (program.isEmpty() || m_process) return;
  m_asked = false;
  m_failed = false;
  m_process = std::make_unique<QProcess>();
  m_process->setStandardInputFile(QProcess::nullDevice());
  // Should the window die, the page ends with it.
  m_process->setChildProcessModifier([] { ::prctl(PR_SET_PDEATHSIG, SIGTERM); });
  connect(m_process.get(), &QProcess::readyReadStandardOutput, this, &PhoneDialog::readReport);
  connect(m_process.get(), &QProcess::finished, this, &PhoneDialog::handleFinished);
  connect(m_process.get(), &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
    if (error == QProcess::FailedToStart) handleFinished();
  });
  m_process->start(program, {QStringLiteral("ca"), QStringLiteral("share"), QStringLiteral("--address"),
                             m_address->currentData().toString(), QStringLiteral("--json")});
  m_start->setEnabled(false);
  m_address->setEnabled(false);
}

void PhoneDialog::stop() {
  m_asked = true;
  if (m_process) m_process->terminate();
}

void PhoneDialog::readReport() {
  if (!m_process->canReadLine()) return;
  const QByteArray line = m_process->readLine().trimmed();
  const auto report = control::shareReportFromJson({line.constData(), static_cast<std::size_t>(line.size())});
  if (report && !report->url.empty()) return showShared(toQt(report->url), report->seconds);
  base::Error error(report ? report->error : line.toStdString());
  if (report) error.problems = report->problems;
  m_failed = true;
  showStopped(tr("It could not be shared."), problemSentences::text(error));
}

void PhoneDialog::handleFinished() {
  m_process.release()->deleteLater();
  m_start->setEnabled(true);
  m_address->setEnabled(true);
  if (!m_failed) showStopped(m_asked ? tr("Stopped: nothing is shared any more.") : tr("The page has ended."), {});
}

void PhoneDialog::showShared(const QString& url, int seconds) {
  m_state->setTone(style::Tone::Good);
  m_state->setText(tr("Open this address on the phone, or point its camera at the code."));
  m_state->setDetail(
      tr("It ends in %n minute(s). Compare the fingerprint before you install it.", nullptr, (seconds + 59) / 60));
  m_url->setText(url);
  m_code->setText(url);
  for (QWidget* widget : QList<QWidget*>{m_url, m_copy, m_stop}) widget->show();
  // A layout whose texts wrap does not grow its window by itself.
  layout()->activate();
  adjustSize();
}

void PhoneDialog::showStopped(const QString& why, const QString& detail) {
  m_state->setTone(detail.isEmpty() ? style::Tone::Quiet : style::Tone::Bad);
  m_state->setText(why);
  m_state->setDetail(detail);
  m_code->setText({});
  m_url->clear();
  for (QWidget* widget : QList<QWidget*>{m_url, m_copy, m_stop}) widget->hide();
}
