// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The rows, and what their buttons do.

#include "gui/certificates/trust_ladder_dialog.h"

#include <QDialogButtonBox>
#include <QGridLayout>
#include <QLabel>
#include <QProcess>
#include <QProgressBar>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>
#include <algorithm>

#include "gui/base/background.h"
#include "gui/base/text.h"
#include "gui/certificates/authority_dialog.h"
#include "gui/certificates/local_authority.h"
#include "gui/certificates/new_certificate_dialog.h"
#include "gui/certificates/renew_dialog.h"
#include "gui/certificates/trust_dialog.h"
#include "gui/certificates/trust_words.h"
#include "gui/cluster/server_process.h"
#include "gui/problems/file_mend.h"
#include "gui/problems/problem_list.h"
#include "gui/problems/problem_sentences.h"
#include "server/certificates/certificate_store.h"
#include "server/certificates/store_changes.h"

using certificates::CheckAnswer;
using certificates::CheckSubject;

namespace {

CheckAnswer answerOf(const control::LadderRow& row) {
  for (const CheckAnswer answer : {CheckAnswer::Yes, CheckAnswer::Warning, CheckAnswer::No})
    if (row.answer == certificates::name(answer)) return answer;
  return CheckAnswer::CannotTell;
}

std::optional<certificates::TrustStore> storeOf(const std::string& id) {
  for (const auto& store : certificates::trustStores(certificates::TrustSurroundings::ofThisUser()))
    if (store.id == id) return store;
  return std::nullopt;
}

/// The entry of the store whose file this is; empty: it lies elsewhere.
std::string entryOf(const std::filesystem::path& certificate) {
  const std::filesystem::path folder = certificate.parent_path();
  return folder.parent_path() == certificates::storeFolder() ? folder.filename().string() : std::string();
}

}  // namespace

TrustLadderDialog::TrustLadderDialog(LocalAuthority& authority, QString file, QString host, QWidget* parent)
    : QDialog(parent),
      m_authority(authority),
      m_file(std::move(file)),
      m_host(std::move(host)),
      m_verdict(new QLabel(this)),
      m_problems(new ProblemList(this)),
      m_progress(new QProgressBar(this)) {
  setAttribute(Qt::WA_DeleteOnClose);
  setWindowTitle(tr("Will my browser accept it?"));
  QFont large = font();
  large.setPointSizeF(large.pointSizeF() * 1.2);
  large.setWeight(QFont::DemiBold);
  m_verdict->setFont(large);
  m_verdict->setWordWrap(true);
  m_problems->offerOnly({});
  m_progress->setRange(0, 0);
  m_progress->setTextVisible(false);
  m_progress->setFixedHeight(4);
  m_progress->setAccessibleName(tr("Working"));
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
  QPushButton* again = buttons->addButton(tr("Check again"), QDialogButtonBox::ActionRole);
  connect(again, &QPushButton::clicked, this, &TrustLadderDialog::climb);
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
  auto* area = new QScrollArea(this);
  area->setWidgetResizable(true);
  area->setFrameShape(QFrame::NoFrame);
  area->setAccessibleName(tr("Checks"));
  m_rows = new QWidget(area);
  area->setWidget(m_rows);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(24, 24, 24, 16);
  layout->setSpacing(12);
  layout->addWidget(m_verdict);
  layout->addWidget(m_problems);
  layout->addWidget(area, 1);
  layout->addWidget(m_progress);
  layout->addWidget(buttons);
  resize(720, 560);
  connect(&m_authority, &LocalAuthority::changed, this, &TrustLadderDialog::climb);
  climb();
}

TrustLadderDialog::~TrustLadderDialog() = default;

void TrustLadderDialog::climb() {
  const QString program = ServerProcess::program();
  if (program.isEmpty() || m_process) return;
  m_verdict->setText(tr("Checking https://%1 …").arg(m_host));
  m_progress->show();
  m_process = std::make_unique<QProcess>();
  m_process->setStandardInputFile(QProcess::nullDevice());
  connect(m_process.get(), &QProcess::finished, this, &TrustLadderDialog::handleFinished);
  connect(m_process.get(), &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
    if (error == QProcess::FailedToStart) handleFinished();
  });
  m_process->start(program, {QStringLiteral("cert"), QStringLiteral("check"), m_file, QStringLiteral("--host"), m_host,
                             QStringLiteral("--json")});
}

void TrustLadderDialog::handleFinished() {
  QProcess* process = m_process.release();
  process->deleteLater();
  m_progress->hide();
  const QByteArray line = process->readAllStandardOutput().trimmed();
  const auto report = control::ladderReportFromJson({line.constData(), static_cast<std::size_t>(line.size())});
  if (report) return show(*report);
  m_verdict->setText(tr("It could not be checked."));
  m_problems->setError(base::Error(process->readAllStandardError().trimmed().toStdString()));
}

void TrustLadderDialog::show(const control::LadderReport& report) {
  m_problems->setProblems({});
  auto* area = m_rows->parentWidget()->parentWidget();
  m_rows = new QWidget;
  m_grid = new QGridLayout(m_rows);
  m_grid->setContentsMargins(0, 0, 8, 0);
  m_grid->setHorizontalSpacing(12);
  m_grid->setVerticalSpacing(10);
  m_grid->setColumnStretch(2, 1);
  for (const control::LadderRow& row : report.rows) addRow(row, report);
  m_grid->setRowStretch(m_grid->rowCount(), 1);
  static_cast<QScrollArea*>(area)->setWidget(m_rows);
  const auto refuses = [](const control::LadderRow& row) {
    return row.answer != "yes" && row.check != "chain-ordered" && row.store != "system";
  };
  const auto count = static_cast<int>(std::ranges::count_if(report.rows, refuses));
  m_verdict->setText(count == 0 ? tr("Yes: your browsers accept https://%1.").arg(m_host)
                                : tr("Not everywhere: %n answer(s) are not a yes.", nullptr, count));
}

void TrustLadderDialog::addRow(const control::LadderRow& row, const control::LadderReport& report) {
  const int line = m_grid->rowCount();
  const CheckAnswer answer = answerOf(row);
  auto* shape = new QLabel(m_rows);
  shape->setPixmap(trustWords::shape(trustWords::tone(answer), palette(), devicePixelRatioF()));
  auto* words = new QLabel(question(row, report), m_rows);
  const QString why = reason(row);
  if (!why.isEmpty()) words->setText(words->text() + QLatin1Char('\n') + why);
  words->setWordWrap(true);
  words->setTextFormat(Qt::PlainText);
  m_grid->addWidget(shape, line, 0, Qt::AlignTop);
  m_grid->addWidget(new QLabel(trustWords::answer(answer), m_rows), line, 1, Qt::AlignTop);
  m_grid->addWidget(words, line, 2);
  const bool ours = !entryOf(report.certificate).empty();
  const bool needsEntry = row.mend == "order-chain" || row.mend == "renew";
  const QString text = needsEntry && !ours ? QString() : mendText(row.mend);
  if (text.isEmpty()) return;
  auto* button = new QPushButton(text, m_rows);
  button->setAccessibleName(tr("%1: %2", "mend, check").arg(text, question(row, report)));
  connect(button, &QPushButton::clicked, this,
          [this, row, certificate = report.certificate] { mend(row.mend, row, certificate); });
  m_grid->addWidget(button, line, 3, Qt::AlignTop);
}

QString TrustLadderDialog::question(const control::LadderRow& row, const control::LadderReport& report) const {
  if (row.check == "store") {
    const auto store = storeOf(row.store);
    return tr("%1: trusts who signed it").arg(store ? trustWords::store(*store) : toQt(row.store));
  }
  if (row.check == "handshake") {
    return report.version.empty()
               ? tr("The running server shows it")
               : tr("The running server shows it (%1, %2)").arg(toQt(report.version), toQt(report.protocol));
  }
  for (int index = 0; index <= static_cast<int>(CheckSubject::NotAuthority); ++index) {
    const auto subject = static_cast<CheckSubject>(index);
    if (row.check == certificates::name(subject)) return trustWords::check(subject, m_host);
  }
  return toQt(row.check);
}

QString TrustLadderDialog::reason(const control::LadderRow& row) const {
  const auto store = storeOf(row.store);
  QStringList sentences;
  for (const base::Problem& problem : row.problems)
    sentences += problemSentences::sentence(store ? trustWords::named(problem, *store) : problem);
  return sentences.join(QLatin1Char('\n'));
}

QString TrustLadderDialog::mendText(const std::string& mend) {
  if (mend == "trust") return tr("Trust…");
  if (mend == "install-certutil") return tr("Copy command");
  if (mend == "reload-server") return tr("Reload server");
  if (mend == "start-server") return tr("Start server");
  if (mend == "order-chain") return tr("Put in order");
  if (mend == "renew") return tr("Renew…");
  if (mend == "fix-permissions") return tr("Fix permissions");
  if (mend == "extend-authority") return tr("More names…");
  if (mend == "issue-for-host" || mend == "create-authority" || mend == "pick-another")
    return tr("Make a trusted one…");
  return {};
}

void TrustLadderDialog::mend(const std::string& mend, const control::LadderRow& row, const std::string& certificate) {
  const base::Problem problem = row.problems.empty() ? base::Problem() : row.problems.front();
  if (mend == "trust") {
    auto* dialog = new TrustDialog(m_authority, this);
    dialog->open();
  } else if (mend == "install-certutil") {
    for (const Mend& each : mendsFor(problem)) fileMend::apply(each, this, [] {});
  } else if (mend == "reload-server") {
    emit reloadAsked();
  } else if (mend == "start-server") {
    emit startAsked();
  } else if (mend == "order-chain") {
    orderChain(certificate);
  } else if (mend == "renew") {
    auto* dialog = new RenewDialog(m_authority, toQt(entryOf(certificate)), this);
    connect(dialog, &RenewDialog::renewed, this, &TrustLadderDialog::climb);
    dialog->open();
  } else if (mend == "fix-permissions") {
    fileMend::apply({Mend::Kind::FixPermissions, toQt(problem.file)}, this, [this] { climb(); });
  } else if (mend == "extend-authority") {
    auto* dialog = new AuthorityDialog(m_authority, AuthorityDialog::Purpose::Reissue, this);
    dialog->setNames(m_host);
    dialog->open();
  } else {
    makeCertificate();
  }
}

void TrustLadderDialog::makeCertificate() {
  auto* dialog = new NewCertificateDialog(m_authority, this);
  dialog->setNames(m_host == QStringLiteral("localhost") ? QStringLiteral("localhost 127.0.0.1 ::1") : m_host);
  connect(dialog, &NewCertificateDialog::made, this, [this](const QString& entry) {
    emit certificateMade(entry);
    climb();
  });
  dialog->open();
}

void TrustLadderDialog::orderChain(const std::string& certificate) {
  inBackground(
      this,
      [entry = entryOf(certificate)] { return certificates::orderEntryChain(certificates::storeFolder(), entry); },
      [this](const base::Result<void>& ordered) {
        if (!ordered) return m_problems->setError(ordered.error());
        climb();
      });
}
