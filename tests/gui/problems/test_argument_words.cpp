// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// What the reading of a configuration says about a value reaches the person in one language, also inside a sentence.

#include <QTest>

#include "gui/problems/argument_words.h"
#include "gui/problems/problem_sentences.h"
#include "gui/settings/language.h"
#include "server/config/config_toml.h"

namespace {

/// The first problem of a file with this text.
base::Problem problemOf(const QByteArray& text) {
  const auto parsed = config::parse(text.toStdString(), "f.toml");
  return parsed ? base::Problem() : parsed.error().problems.front();
}

}  // namespace

class TestArgumentWords : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() { m_language.setChoice("ko"); }
  void cleanup() { m_language.setChoice("ko"); }
  void knowsWhatTheConfigurationSays_data();
  void knowsWhatTheConfigurationSays();
  void leavesOtherTextAsItIs_data();
  void leavesOtherTextAsItIs();
  void aPersonsOwnValueIsNeverTranslated();
  void otherProblemsKeepTheirArguments();
  void theSystemsStoreIsNamedInWords();
  void theSuggestionIsShown();
  void englishStaysEnglish();

 private:
  Language m_language;
};

void TestArgumentWords::knowsWhatTheConfigurationSays_data() {
  QTest::addColumn<QByteArray>("text");
  const auto row = [](const QByteArray& text) { QTest::newRow(text.constData()) << text; };
  for (const char* value : {"1", "1.5", "true", "[]", "{}", "2000-01-01"}) row(QByteArray("name = ") + value);
  row("name = 'A'");
  row("name = a");
  row("name = \"\xFF\"");
  row("\xFF\xFEn");
  row("title = \"a\\nb\"");
  row("cluster = 1");
  row("cluster.workers = '4'");
  row("cluster.distribution = 'x'");
  row("cluster.user = 1");
  row("restart.give_up_after = 'x'");
  row("restart.max_delay = '10ms'");
  row("restart.first_delay = '20s'");
  row("timeouts.send = 'x'");
  row("limits.body = 'x'");
  row("sessions.redis = 'x'");
  row("sessions.redis_key = 'x'");
  row("sessions.ticket_secret = 'x'");
  row("tls.client_ca = 1");
  row("tls.client_certificates = 'required'");
  row("[[route]]\nhandler = 'proxy'");
  row("[[route]]\nhandler = 'proxy'\nto = 1");
  row("[[route]]\nhandler = 'proxy'\nto = '3000'");
  row("[[route]]\nhandler = 'proxy'\nto = 'unix:x'");
  row("listener = 1");
  row("[[listener]]\naddress = 'a:1'");
  row("[[listener]]\nprotocol = 'x'");
  row("[[listener]]\ntls = 1");
  row("[[listener]]\ncertificates = 1");
  row("[[listener]]\ncertificates = [1]");
  row("[[listener]]\ncertificates = ['a.pem']");
  row("[[listener]]\ncertificates = ['..']");
  row("[[listener]]\ncertificates = [{ key = 'a' }]");
  row("[[listener]]\ncertificates = [{ certificate = 'a' }]");
  row("[[listener]]\ncertificates = [{ certificate = '', key = 'a' }]");
  row("[[route]]\nhost = 'a:1'");
  row("[[route]]\npath = 'a'");
  row("[[route]]\nclient_certificate = 'required'");
  row("[[route]]\nhandler = 'acme-challenge'\npath = '/'");
  row("[[route]]\nhandler = 'files'");
  row("[[route]]\nhandler = 'files'\nroot = '/'\nindex = [1]");
  row("[[route]]\nhandler = 'files'\nroot = '/'\nindex = ['a/b']");
  row("[[route]]\nhandler = 'files'\nroot = '/'\nlisting = 1");
  row("[[route]]\nhandler = 'files'\nroot = '/'\nfallback = '/'");
  row("[tls]\nhsts = 'on'");
  row("[tls]\nunknown_names = 'x'");
}

void TestArgumentWords::knowsWhatTheConfigurationSays() {
  QFETCH(QByteArray, text);
  const base::Problem problem = problemOf(text);
  const base::Problem translated = argumentWords::translated(problem);
  int count = 0;
  for (const auto* name : {"expected", "found", "reason"}) {
    if (!problem.arguments.contains(name)) continue;
    ++count;
    const std::string& words = translated.arguments.at(name);
    QVERIFY2(words != problem.arguments.at(name), words.c_str());
    QVERIFY2(words.find("%1") == std::string::npos, words.c_str());
  }
  QVERIFY(count > 0);
}

void TestArgumentWords::leavesOtherTextAsItIs_data() {
  QTest::addColumn<QString>("text");
  for (const char* text : {"", "\"hello\"", "a fish", "a table ()", "a table ([a b])", "1 to , or \"auto\"", "%1",
                           "one line of at most 5", "x or y", "permission denied"}) {
    QTest::newRow(text) << QString(text);
  }
}

void TestArgumentWords::leavesOtherTextAsItIs() {
  QFETCH(QString, text);
  QCOMPARE(argumentWords::translated(text.toStdString()), text);
}

void TestArgumentWords::aPersonsOwnValueIsNeverTranslated() {
  base::Problem problem = problemOf("name = 'A'");
  problem.arguments["value"] = "a string";
  QCOMPARE(argumentWords::translated(problem).arguments.at("value"), std::string("a string"));
}

void TestArgumentWords::otherProblemsKeepTheirArguments() {
  base::Problem problem;
  problem.code = base::ProblemCode::CertificateUnreadable;
  problem.arguments = {{"reason", "it is a folder"}};
  QVERIFY(argumentWords::translated(problem) == problem);
}

void TestArgumentWords::theSystemsStoreIsNamedInWords() {
  base::Problem problem;
  problem.code = base::ProblemCode::AuthorityNotTrusted;
  problem.arguments = {{"store", "this system"}, {"issuer", "Forkyard"}};
  QCOMPARE(argumentWords::translated(problem).arguments.at("store"), std::string("이 시스템"));
  problem.arguments["store"] = "Firefox (default)";
  QVERIFY(argumentWords::translated(problem) == problem);
}

void TestArgumentWords::theSuggestionIsShown() {
  const QString port = problemSentences::sentence(problemOf("[[listener]]\nport = '8443'"));
  for (const char* part : {"listener[0].port", "정수", "문자열", "8443"})
    QVERIFY2(port.contains(part), qPrintable(port));
  const QString protocol = problemSentences::sentence(problemOf("[[listener]]\nprotocol = 'HTTP2'"));
  for (const char* part : {"listener[0].protocol", "\"http\", \"https\" 또는 \"http2\"", "\"HTTP2\""})
    QVERIFY2(protocol.contains(part), qPrintable(protocol));
}

void TestArgumentWords::englishStaysEnglish() {
  m_language.setChoice("en");
  QCOMPARE(problemSentences::sentence(problemOf("[[listener]]\nport = '8443'")),
           QString("listener[0].port: The value must be a whole number, not a string. Did you mean 8443?"));
  // A key's suggestion is in its own sentence, once.
  QCOMPARE(problemSentences::sentence(problemOf("nam = 'a'")),
           QString("nam: This setting is not known. Did you mean “name”?"));
}

QTEST_GUILESS_MAIN(TestArgumentWords)
#include "test_argument_words.moc"
