// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The one list of problem codes, and the sentences made from it.

#include <QRegularExpression>
#include <QTest>
#include <set>

#include "server/base/error.h"

using base::Problem;
using base::ProblemCode;

class TestProblem : public QObject {
  Q_OBJECT

 private slots:
  void everyCodeHasItsOwnNameAndSentence();
  void unknownNamesGiveNoCode();
  void fillsNamedArgumentsOnce();
  void leavesOutWhatIsNotKnown_data();
  void leavesOutWhatIsNotKnown();
  void readsAsOneClearLine();
  void errorSaysTheFirstProblemThatStopsUs();
  void errnoIsEnglishAndSmall();
};

void TestProblem::everyCodeHasItsOwnNameAndSentence() {
  static const QRegularExpression kebab("^[a-z0-9]+(-[a-z0-9]+)*$");
  std::set<std::string_view> names;
  for (const ProblemCode code : base::allProblemCodes()) {
    const std::string_view name = base::name(code);
    const std::string_view sentence = base::sentenceTemplate(code);
    QVERIFY2(kebab.match(QString::fromUtf8(name.data(), qsizetype(name.size()))).hasMatch(), name.data());
    QVERIFY2(names.insert(name).second, name.data());
    QVERIFY(base::problemCodeFromName(name) == code);
    QVERIFY2(!sentence.empty() && !sentence.ends_with('.') && sentence.find('\n') == std::string_view::npos,
             name.data());
  }
  QCOMPARE(names.size(), std::size_t(ProblemCode::WorkersGaveUp) + 1);
}

void TestProblem::unknownNamesGiveNoCode() {
  QVERIFY(!base::problemCodeFromName(""));
  QVERIFY(!base::problemCodeFromName("PortInUse"));
  QVERIFY(!base::problemCodeFromName("port-in-use "));
}

void TestProblem::fillsNamedArgumentsOnce() {
  Problem problem;
  problem.file = "a.toml";
  problem.key = "k";
  problem.arguments = {{"value", "{file}"}, {"empty", ""}};
  QCOMPARE(base::fillTemplate("{value} {file} {key} {empty}|{unknown} { {value", problem),
           std::string("{file} a.toml k |{unknown} { {value"));
  QCOMPARE(base::fillTemplate("{{value}}", problem), std::string("{{file}}"));
  QCOMPARE(base::fillTemplate("", problem), std::string());
}

void TestProblem::leavesOutWhatIsNotKnown_data() {
  QTest::addColumn<QString>("file");
  QTest::addColumn<int>("line");
  QTest::addColumn<int>("column");
  QTest::addColumn<QString>("key");
  QTest::addColumn<QString>("expected");
  const QString text = "must be 1 to 256, not -1";
  QTest::newRow("all") << "f.toml" << 3 << 11 << "cluster.workers"
                       << "f.toml:3:11: cluster.workers: " + text;
  QTest::newRow("no column") << "f.toml" << 3 << 0 << "cluster.workers"
                             << "f.toml:3: cluster.workers: " + text;
  QTest::newRow("no line") << "f.toml" << 0 << 7 << "cluster.workers"
                           << "f.toml: cluster.workers: " + text;
  QTest::newRow("no key") << "f.toml" << 3 << 11 << ""
                          << "f.toml:3:11: " + text;
  QTest::newRow("no file") << "" << 3 << 11 << "cluster.workers"
                           << "cluster.workers: " + text;
  QTest::newRow("nothing") << "" << 0 << 0 << "" << text;
}

void TestProblem::leavesOutWhatIsNotKnown() {
  QFETCH(QString, file);
  QFETCH(int, line);
  QFETCH(int, column);
  QFETCH(QString, key);
  Problem problem;
  problem.code = ProblemCode::ConfigOutOfRange;
  problem.file = file.toStdString();
  problem.line = line;
  problem.column = column;
  problem.key = key.toStdString();
  problem.arguments = {{"value", "-1"}, {"minimum", "1"}, {"maximum", "256"}};
  QTEST(QString::fromStdString(base::sentence(problem)), "expected");
}

void TestProblem::readsAsOneClearLine() {
  Problem port;
  port.code = ProblemCode::PortInUseBy;
  port.arguments = {{"address", "127.0.0.1"}, {"port", "8443"}, {"program", "nginx"}, {"pid", "4711"}};
  QCOMPARE(
      base::sentence(port),
      std::string("cannot listen on 127.0.0.1:8443: the port is in use by nginx (PID 4711); stop it or take another"));

  Problem key;
  key.code = ProblemCode::KeyPermissions;
  key.file = "site.key";
  key.arguments = {{"mode", "0644"}, {"command", "chmod 600 site.key"}};
  QCOMPARE(base::sentence(key), std::string("site.key can be read by others (mode 0644); run: chmod 600 site.key"));

  Problem value;
  value.code = ProblemCode::ConfigInvalidValue;
  value.key = "listener[0].protocol";
  value.arguments = {{"expected", "\"http\" or \"https\""}, {"value", "\"htps\""}, {"suggestion", "\"https\""}};
  QCOMPARE(base::sentence(value), std::string("listener[0].protocol: must be \"http\" or \"https\", not \"htps\"; did "
                                              "you mean \"https\"?"));
}

void TestProblem::errorSaysTheFirstProblemThatStopsUs() {
  Problem warning;
  warning.code = ProblemCode::Expired;
  warning.severity = Problem::Severity::Warning;
  Problem error;
  error.code = ProblemCode::NotRunning;
  error.arguments = {{"name", "demo"}};
  const base::Error both(std::vector<Problem>{warning, error});
  QCOMPARE(both.sentence, std::string("demo is not running"));
  QCOMPARE(both.problems.size(), std::size_t(2));
  QCOMPARE(base::Error(error).sentence, both.sentence);
  QVERIFY(base::Error(std::vector<Problem>{}).sentence.empty());
}

void TestProblem::errnoIsEnglishAndSmall() {
  QCOMPARE(base::errnoText(EACCES), std::string("permission denied"));
  QCOMPARE(base::errnoText(ENOENT), std::string("no such file or directory"));
  QCOMPARE(base::errnoText(ENOTTY), std::string("inappropriate ioctl for device"));
  QCOMPARE(base::errnoText(ERFKILL), std::string("operation not possible due to RF-kill"));
  QCOMPARE(base::errnoText(99999), std::string("error 99999"));
}

QTEST_GUILESS_MAIN(TestProblem)
#include "test_problem.moc"
