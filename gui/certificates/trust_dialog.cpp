// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// A grid of stores, rebuilt at each look.

#include "gui/certificates/trust_dialog.h"

#include <unistd.h>

#include <QApplication>
#include <QClipboard>
#include <QDialogButtonBox>
#include <QGridLayout>
#include <QLabel>
#include <QProcess>
#include <QProgressBar>
#include <QPushButton>
#include <QStandardPaths>
#include <QVBoxLayout>
#include <algorithm>

#include "gui/base/background.h"
#include "gui/base/text.h"
#include "gui/certificates/certificate_task.h"
#include "gui/certificates/local_authority.h"
#include "gui/certificates/trust_words.h"
#include "gui/problems/file_mend.h"
#include "gui/problems/problem_list.h"
#include "gui/style/dialog_layout.h"
#include "gui/style/icon.h"

using certificates::TrustState;
using certificates::TrustStoreKind;

TrustDialog::TrustDialog(LocalAuthority& authority, QWidget* parent)
    : QDialog(parent),
      m_authority(authority),
      m_introduction(new QLabel(this)),
      m_problems(new ProblemList(this)),
      m_progress(new QProgressBar(this)),
      m_buttons(new QDialogButtonBox(QDialogButtonBox::Close, this)) {
  setAttribute(Qt::WA_DeleteOnClose);
  setWindowTitle(tr("Who trusts the authority"));
  m_introduction->setWordWrap(true);
  m_introduction->setText(
      tr("Each browser has a store of its own. Where the authority is trusted, what it signed is accepted without a "
         "warning. What stands here was read from each store just now."));
  m_problems->offerOnly(fileMend::kinds());
  connect(m_problems, &ProblemList::mendAsked, this, [this](const Mend& mend) { fileMend::apply(mend, this, [] {}); });
  m_progress->setRange(0, 0);
  m_progress->setTextVisible(false);
  m_progress->setFixedHeight(4);
  m_progress->setAccessibleName(tr("Working"));
  m_progress->hide();
  m_removeAll = m_buttons->addButton(tr("Remove everywhere"), QDialogButtonBox::ResetRole);
  m_removeAll->setIcon(style::icon(QStringLiteral("remove")));
  connect(m_buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
  connect(m_removeAll, &QPushButton::clicked, this, [this] {
    QStringList stores;
    for (const auto& reading : m_authority.trust())
      if (reading.state != TrustState::NotTrusted) stores += toQt(reading.store.id);
    change(stores, Wish::Removed);
  });

  QVBoxLayout* layout = dialogLayout::makeOutline(this);
  layout->addWidget(m_introduction);
  layout->addWidget(m_problems);
  layout->addStretch();
  layout->addWidget(m_progress);
  layout->addWidget(m_buttons);
  setMinimumWidth(620);
  connect(&m_authority, &LocalAuthority::changed, this, &TrustDialog::show);
  show();
  m_authority.refresh();
}

void TrustDialog::show() {
  // A pressed button may stand in it.
  if (m_rows) {
    m_rows->hide();
    m_rows->deleteLater();
  }
  m_rows = new QWidget(this);
  m_grid = new QGridLayout(m_rows);
  m_grid->setContentsMargins(0, 0, 0, 0);
  m_grid->setHorizontalSpacing(12);
  m_grid->setVerticalSpacing(8);
  m_grid->setColumnStretch(1, 1);
  static_cast<QVBoxLayout*>(layout())->insertWidget(1, m_rows);
  std::vector<base::Problem> problems = m_failures;
  bool anywhere = false;
  for (const certificates::TrustReading& reading : m_authority.trust()) {
    addRow(reading);
    anywhere = anywhere || (reading.state != TrustState::NotTrusted && reading.state != TrustState::CannotTell);
    for (const base::Problem& problem : reading.problems) problems.push_back(trustWords::named(problem, reading.store));
  }
  m_problems->setProblems(problems);
  m_removeAll->setEnabled(anywhere);
}

void TrustDialog::addRow(const certificates::TrustReading& reading) {
  const int row = m_grid->rowCount();
  const QString store = trustWords::store(reading.store);
  auto* shape = new QLabel(m_rows);
  shape->setPixmap(trustWords::shape(trustWords::tone(reading.state), palette(), devicePixelRatioF()));
  auto* name = new QLabel(store, m_rows);
  name->setWordWrap(true);
  auto* state = new QLabel(trustWords::state(reading.state), m_rows);
  const bool trusted = reading.state == TrustState::Trusted;
  const bool needsRoot = reading.store.kind == TrustStoreKind::System && ::geteuid() != 0;
  auto* button = new QPushButton(trusted ? tr("Remove") : tr("Trust"), m_rows);
  button->setAccessibleName(trusted ? tr("Remove: %1").arg(store) : tr("Trust: %1").arg(store));
  button->setVisible(!needsRoot);
  connect(button, &QPushButton::clicked, this,
          [this, id = toQt(reading.store.id), wish = trusted ? Wish::Removed : Wish::Trusted] { change({id}, wish); });
  m_grid->addWidget(shape, row, 0);
  m_grid->addWidget(name, row, 1);
  m_grid->addWidget(state, row, 2);
  m_grid->addWidget(button, row, 3);
  if (needsRoot) addRootCommand(reading);
}

void TrustDialog::addRootCommand(const certificates::TrustReading& reading) {
  const auto read = certificates::readCertificates(LocalAuthority::files().certificate);
  const auto system = certificates::SystemAnchors::ofThisMachine();
  if (!read || system.way == certificates::SystemAnchors::Way::None) return;
  const bool trusted = reading.state == TrustState::Trusted;
  const auto wish = trusted ? certificates::TrustChange::Remove : certificates::TrustChange::Install;
  const base::ProgramCall call =
      systemTrustCall(wish, read->front().get(), LocalAuthority::files().certificate, system);
  const int row = m_grid->rowCount();
  auto* command = new QLabel(toQt(call.text()), m_rows);
  command->setWordWrap(true);
  command->setTextFormat(Qt::PlainText);
  command->setTextInteractionFlags(Qt::TextSelectableByMouse);
  command->setForegroundRole(QPalette::PlaceholderText);
  m_grid->addWidget(command, row, 1, 1, 2);
  QStringList arguments;
  for (const std::string& argument : call.arguments) arguments += toQt(argument);
  const bool hasPkexec = !QStandardPaths::findExecutable(QStringLiteral("pkexec")).isEmpty();
  auto* run = new QPushButton(hasPkexec ? tr("Run as administrator…") : tr("Copy command"), m_rows);
  connect(run, &QPushButton::clicked, this, [this, hasPkexec, arguments, text = toQt(call.text())] {
    if (hasPkexec)
      runAsRoot(QStringLiteral("pkexec"), arguments);
    else
      QApplication::clipboard()->setText(QStringLiteral("sudo ") + text);
  });
  m_grid->addWidget(run, row, 3);
}

void TrustDialog::change(const QStringList& stores, Wish wish) {
  m_waiting = stores;
  m_wish = wish;
  m_failures.clear();
  setBusy(true);
  takeNext({});
}

void TrustDialog::takeNext(const base::Result<void>& result) {
  if (!result) m_failures.insert(m_failures.end(), result.error().problems.begin(), result.error().problems.end());
  if (m_waiting.isEmpty()) {
    setBusy(false);
    return m_authority.refresh();
  }
  inBackground(
      this,
      [id = m_waiting.takeFirst().toStdString(), trusted = m_wish == Wish::Trusted] {
        return certificateTask::changeTrust(id, trusted);
      },
      [this](const base::Result<void>& done) { takeNext(done); });
}

void TrustDialog::runAsRoot(const QString& command, const QStringList& arguments) {
  auto* process = new QProcess(this);
  process->setStandardInputFile(QProcess::nullDevice());
  m_failures.clear();
  setBusy(true);
  // What came of it is read from the store, whatever the program says.
  const auto end = [this, process] {
    process->deleteLater();
    setBusy(false);
    m_authority.refresh();
  };
  connect(process, &QProcess::finished, this, end);
  connect(process, &QProcess::errorOccurred, this, [end](QProcess::ProcessError error) {
    if (error == QProcess::FailedToStart) end();
  });
  process->start(command, arguments);
}

void TrustDialog::setBusy(bool busy) {
  if (m_rows) m_rows->setEnabled(!busy);
  m_removeAll->setEnabled(!busy);
  m_progress->setVisible(busy);
}
