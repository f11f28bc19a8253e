// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The rows, and what their buttons do.

#include "gui/certificates/trust_ladder_dialog.h"

#include <QDialogButtonBox>
#include <QGridLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>
#include <algorithm>

#include "gui/base/text.h"
#include "gui/certificates/certificate_mend.h"
#include "gui/certificates/local_authority.h"
#include "gui/certificates/trust_words.h"
#include "gui/cluster/server_start.h"
#include "gui/problems/file_mend.h"
#include "gui/problems/problem_list.h"
#include "gui/problems/problem_sentences.h"
#include "gui/style/dialog_layout.h"

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

/// What a rung's button can do from here; what cannot be done by one is said by its sentence alone.
QList<Mend::Kind> offeredKinds() {
  return CertificateMend::kinds() + QList{Mend::Kind::FixPermissions, Mend::Kind::CopyCommand, Mend::Kind::StartServer,
                                          Mend::Kind::ReloadServer, Mend::Kind::PickFiles};
}

}  // namespace

TrustLadderDialog::TrustLadderDialog(LocalAuthority& authority, QStringList target, QString host, QWidget* parent)
    : QDialog(parent),
      m_authority(authority),
      m_mend(new CertificateMend(authority, this)),
      m_target(std::move(target)),
      m_host(std::move(host)),
      m_verdict(new QLabel(this)),
      m_problems(new ProblemList(this)),
      m_progress(new QProgressBar(this)),
      m_buttons(new QDialogButtonBox(QDialogButtonBox::Close, this)) {
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
  QPushButton* again = m_buttons->addButton(tr("Check again"), QDialogButtonBox::ActionRole);
  connect(again, &QPushButton::clicked, this, &TrustLadderDialog::climb);
  connect(m_buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
  auto* area = new QScrollArea(this);
  area->setWidgetResizable(true);
  area->setFrameShape(QFrame::NoFrame);
  area->setAccessibleName(tr("Checks"));
  m_rows = new QWidget(area);
  area->setWidget(m_rows);
  QVBoxLayout* layout = dialogLayout::makeOutline(this, 12);
  layout->addWidget(m_verdict);
  layout->addWidget(m_problems);
  layout->addWidget(area, 1);
  layout->addWidget(m_progress);
  layout->addWidget(m_buttons);
  resize(720, 560);
  connect(&m_run, &ProgramRun::finished, this, &TrustLadderDialog::handleFinished);
  connect(&m_authority, &LocalAuthority::changed, this, &TrustLadderDialog::climb);
  connect(m_mend, &CertificateMend::failed, m_problems, &ProblemList::setError);
  connect(m_mend, &CertificateMend::mended, this, [this] {
    emit mended();
    climb();
  });
  connect(m_mend, &CertificateMend::made, this, [this](const QString& entry) {
    emit certificateMade(entry);
    climb();
  });
  climb();
}

void TrustLadderDialog::climb() {
  const QString program = ServerStart::program();
  if (program.isEmpty() || m_run.isRunning()) return;
  m_verdict->setText(tr("Checking https://%1 …").arg(m_host));
  m_progress->show();
  m_run.start(program, QStringList{QStringLiteral("cert"), QStringLiteral("check")} + m_target +
                           QStringList{QStringLiteral("--host"), m_host, QStringLiteral("--json")});
}

void TrustLadderDialog::handleFinished(const ProgramRun::Answer& answer) {
  m_progress->hide();
  const auto report = control::ladderReportFromJson(answer.text);
  if (report && !report->rows.empty()) return show(*report);
  m_verdict->setText(tr("It could not be checked."));
  if (report && !report->problems.empty()) return m_problems->setProblems(report->problems);
  m_problems->setError(base::Error(report ? report->error : answer.errors.toStdString()));
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
  const bool accepted = std::ranges::none_of(report.rows, refuses);
  const auto others = std::ranges::count_if(report.rows, [](const auto& row) { return row.answer != "yes"; });
  m_verdict->setText(accepted ? tr("Yes: your browsers accept https://%1.").arg(m_host)
                              : tr("Not everywhere: %n answer(s) are not a yes.", nullptr, static_cast<int>(others)));
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
  addMend(row, report, line);
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

void TrustLadderDialog::addMend(const control::LadderRow& row, const control::LadderReport& report, int line) {
  if (row.problems.empty()) return;
  for (const Mend& each : mendsFor(row.problems.front())) {
    if (!offeredKinds().contains(each.kind)) continue;
    // An authority of somebody else's is not in the dialog that the button leads to.
    if (each.kind == Mend::Kind::TrustAuthority && row.mend.empty()) continue;
    auto* button = new QPushButton(label(each), m_rows);
    button->setAccessibleName(tr("%1: %2", "mend, check").arg(label(each), question(row, report)));
    connect(button, &QPushButton::clicked, this,
            [this, each, certificate = report.certificate] { mend(each, certificate); });
    m_grid->addWidget(button, line, 3, Qt::AlignTop);
    return;
  }
}

void TrustLadderDialog::mend(const Mend& mend, const std::string& certificate) {
  if (mend.kind == Mend::Kind::StartServer) {
    emit startAsked();
  } else if (mend.kind == Mend::Kind::ReloadServer) {
    emit reloadAsked();
  } else if (mend.kind == Mend::Kind::PickFiles) {
    // What it leads to is another page's dialog, about another certificate.
    accept();
    emit pickAsked();
  } else if (!m_mend->apply(mend, {{certificate, {}, {}}, m_host})) {
    fileMend::apply(mend, this, [this] {
      emit mended();
      climb();
    });
  }
}
