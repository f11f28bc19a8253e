// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// No code without a sentence, in English and in each translation, with the same arguments; and none without a mend.

#include <QAbstractButton>
#include <QCoreApplication>
#include <QRegularExpression>
#include <QTest>

#include "gui/problems/mend.h"
#include "gui/problems/problem_list.h"
#include "gui/problems/problem_sentences.h"
#include "gui/settings/language.h"
#include "gui/style/banner.h"

using base::ProblemCode;

namespace {

QStringList placeholders(const QString& text) {
  static const QRegularExpression pattern(QStringLiteral("\\{[a-z_]+\\}"));
  QStringList names;
  for (const QRegularExpressionMatch& match : pattern.globalMatch(text)) names += match.captured();
  names.sort();
  names.removeDuplicates();
  return names;
}

base::Problem sample(ProblemCode code) {
  base::Problem problem;
  problem.code = code;
  problem.file = "/etc/site.key";
  for (const QString& name : placeholders(QString::fromUtf8(problemSentences::source(code)))) {
    const QString bare = name.mid(1, name.size() - 2);
    if (bare != QStringLiteral("file"))
      problem.arguments[bare.toStdString()] = bare == QStringLiteral("port") ? "8443" : "X";
  }
  return problem;
}

}  // namespace

class TestProblemSentences : public QObject {
  Q_OBJECT

 private slots:
  void eachCodeHasItsSentence_data();
  void eachCodeHasItsSentence();
  void aMendFitsItsProblem();
  void eachCertificateProblemHasItsOwnMend();
  void thePlaceIsSaidInWords();
  void theListShowsOneBannerEachAndAsksForTheMend();
};

void TestProblemSentences::eachCodeHasItsSentence_data() {
  QTest::addColumn<int>("code");
  QTest::addColumn<QString>("language");
  for (const ProblemCode code : base::allProblemCodes()) {
    for (const QString& language : Language::available())
      QTest::addRow("%s %s", std::string(base::name(code)).c_str(), qPrintable(language)) << int(code) << language;
  }
}

void TestProblemSentences::eachCodeHasItsSentence() {
  QFETCH(int, code);
  QFETCH(QString, language);
  Language translation;
  translation.setChoice(language);
  const ProblemCode problemCode = ProblemCode(code);
  const QString source = QString::fromUtf8(problemSentences::source(problemCode));
  const QString translated = QCoreApplication::translate("ProblemSentences", problemSentences::source(problemCode));
  if (language != QStringLiteral("en")) QVERIFY2(translated != source, qPrintable(source));
  QCOMPARE(placeholders(translated), placeholders(source));

  // What the server tells by name, the sentence uses; only the place of the file may be told apart from it.
  QStringList told = placeholders(QString::fromUtf8(std::string(base::sentenceTemplate(problemCode)).c_str()));
  told.removeAll(QStringLiteral("{file}"));
  for (const QString& name : told)
    QVERIFY2(translated.contains(name), qPrintable(name + QStringLiteral(": ") + translated));

  const QString sentence = problemSentences::sentence(sample(problemCode));
  QVERIFY2(placeholders(sentence).isEmpty(), qPrintable(sentence));
  const QList<Mend> mends = mendsFor(sample(problemCode));
  QVERIFY(!mends.isEmpty());
  for (const Mend& mend : mends) QVERIFY(!label(mend).isEmpty());
}

void TestProblemSentences::aMendFitsItsProblem() {
  const auto first = [](ProblemCode code) { return mendsFor(sample(code)).first(); };
  QCOMPARE(first(ProblemCode::PortInUse), (Mend{Mend::Kind::UsePort, QStringLiteral("8444"), 8443}));
  for (const auto& [port, other] : {std::pair{443, 8443}, std::pair{80, 8080}}) {
    base::Problem privileged = sample(ProblemCode::PortPrivileged);
    privileged.arguments["port"] = std::to_string(port);
    QCOMPARE(mendsFor(privileged).first(), (Mend{Mend::Kind::UsePort, QString::number(other), port}));
  }
  base::Problem metrics = sample(ProblemCode::PortInUse);
  metrics.key = "metrics.listen";
  QCOMPARE(mendsFor(metrics).first(), (Mend{Mend::Kind::UsePort, QStringLiteral("8444"), 8443, true}));
  QCOMPARE(first(ProblemCode::KeyPermissions), (Mend{Mend::Kind::FixPermissions, QStringLiteral("/etc/site.key")}));
  QCOMPARE(first(ProblemCode::TicketSecretPermissions).kind, Mend::Kind::FixPermissions);
  QCOMPARE(first(ProblemCode::KeyMismatch).kind, Mend::Kind::PickFiles);
  QCOMPARE(first(ProblemCode::ConfigUnknownKey).kind, Mend::Kind::OpenFile);
}

void TestProblemSentences::eachCertificateProblemHasItsOwnMend() {
  using enum ProblemCode;
  // Typed again where it is said, or nothing but another try, or nothing at all, helps.
  const QList<ProblemCode> typed{NameNotUsable, NameForcesHttps, WildcardTooBroad,   PassphraseNeeded, PassphraseWrong,
                                 AlreadyStored, EntryExists,     EntryNameNotUsable, FileExists};
  const QList<ProblemCode> tried{SystemStoreUnknown, TrustChangeFailed, TrustNotConfirmed, TrustUnreadable,
                                 BrowserOpen,        AcmeFailed,        RootNotTrusted};
  int seen = 0;
  for (const ProblemCode code : base::allProblemCodes()) {
    if (code < CertificateMissing || code > AcmeFailed) continue;
    ++seen;
    const bool isGeneral = mendsFor(sample(code)).first().kind == Mend::Kind::TryAgain;
    QVERIFY2(isGeneral == (typed.contains(code) || tried.contains(code)), std::string(base::name(code)).c_str());
  }
  QVERIFY(seen > 50);
  const auto kinds = [](ProblemCode code) {
    QList<Mend::Kind> all;
    for (const Mend& mend : mendsFor(sample(code))) all += mend.kind;
    return all;
  };
  using Kind = Mend::Kind;
  QCOMPARE(kinds(Expired), (QList{Kind::Renew, Kind::PickFiles}));
  QCOMPARE(kinds(ChainIncomplete), (QList{Kind::AddIntermediate, Kind::PickFiles}));
  QCOMPARE(kinds(ChainUnordered), (QList{Kind::OrderChain, Kind::PickFiles}));
  QCOMPARE(kinds(KeyEncrypted), (QList{Kind::GivePassphrase, Kind::PickFiles}));
  QCOMPARE(kinds(CertutilMissing), QList{Kind::CopyCommand});
  QCOMPARE(mendsFor(sample(NameNotCovered)).first(), (Mend{Kind::NewCertificate, QStringLiteral("X")}));
}

void TestProblemSentences::thePlaceIsSaidInWords() {
  base::Problem problem;
  QCOMPARE(problemSentences::place(problem), QString());
  problem.file = "/home/me/forkyard.toml";
  QCOMPARE(problemSentences::place(problem), QStringLiteral("forkyard.toml"));
  problem.line = 3;
  QCOMPARE(problemSentences::place(problem), QStringLiteral("forkyard.toml, line 3"));
  problem.column = 11;
  QCOMPARE(problemSentences::place(problem), QStringLiteral("forkyard.toml, line 3, column 11"));
}

void TestProblemSentences::theListShowsOneBannerEachAndAsksForTheMend() {
  ProblemList list;
  list.setProblems({sample(ProblemCode::PortInUse), sample(ProblemCode::Expired)});
  list.show();
  QVERIFY(QTest::qWaitForWindowExposed(&list));
  QCOMPARE(list.findChildren<Banner*>().size(), 2);
  QList<Mend> asked;
  connect(&list, &ProblemList::mendAsked, this, [&](const Mend& mend) { asked += mend; });
  QAbstractButton* button = list.findChild<QAbstractButton*>();
  QTest::mouseClick(button, Qt::LeftButton);
  QCOMPARE(asked, QList<Mend>{mendsFor(sample(ProblemCode::PortInUse)).first()});
  list.setProblems({});
  QVERIFY(!list.isVisible());
}

QTEST_MAIN(TestProblemSentences)
#include "test_problem_sentences.moc"
