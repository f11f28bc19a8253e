// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// What Prometheus gets: read as strictly as its text format is written down, true to the requests that were made, and
// never less than it was, whatever dies.

#include <signal.h>

#include <QFileInfo>
#include <QMap>
#include <QRegularExpression>
#include <QSet>
#include <QTest>
#include <algorithm>

#include "tests/integration/http2_peer.h"
#include "tests/server/http/http2_cases.h"
#include "tests/support/command.h"
#include "tests/support/server_process.h"

using control::EventKind;

namespace {

struct Scrape {
  QMap<QString, double> samples;  ///< by name with labels
  QMap<QString, QString> types;   ///< by family
  QString mistake;

  [[nodiscard]] double sum(const QString& name, const QString& label = {}) const {
    double all = 0;
    for (auto it = samples.begin(); it != samples.end(); ++it) {
      if (it.key().section('{', 0, 0) == name && it.key().contains(label)) all += it.value();
    }
    return all;
  }
};

/// "name_bucket" belongs to the histogram "name".
QString familyOf(const QString& name, const QMap<QString, QString>& types) {
  for (const QString suffix : {"_bucket", "_sum", "_count"}) {
    if (name.endsWith(suffix) && types.value(name.chopped(suffix.size())) == "histogram")
      return name.chopped(suffix.size());
  }
  return name;
}

/// Text format 0.0.4: HELP and TYPE once a family and before its samples, families not mixed, no sample twice.
Scrape parse(const QByteArray& text) {
  static const QRegularExpression comment(R"(^# (HELP|TYPE) ([a-zA-Z_:][a-zA-Z0-9_:]*) (\S.*)$)");
  static const QRegularExpression sample(
      R"(^([a-zA-Z_:][a-zA-Z0-9_:]*)(\{[a-zA-Z_]\w*="[^"\\\n]*"(?:,[a-zA-Z_]\w*="[^"\\\n]*")*\})? (\d+(?:\.\d+)?)$)");
  Scrape scrape;
  if (!text.endsWith('\n')) scrape.mistake = "no newline at the end";
  QString current;
  QSet<QString> helped;
  for (const QByteArray& line : text.chopped(1).split('\n')) {
    if (const auto match = comment.match(line); match.hasMatch()) {
      const QString family = match.captured(2);
      QSet<QString> typed(scrape.types.keyBegin(), scrape.types.keyEnd());
      if (match.captured(1) == "HELP") {
        if (helped.contains(family)) scrape.mistake = "HELP twice: " + family;
        helped.insert(family);
      } else {
        if (typed.contains(family)) scrape.mistake = "TYPE twice: " + family;
        if (!QStringList{"counter", "gauge", "histogram"}.contains(match.captured(3))) scrape.mistake = line;
        scrape.types.insert(family, match.captured(3));
      }
      current = family;
      continue;
    }
    const auto match = sample.match(line);
    const QString family = familyOf(match.captured(1), scrape.types);
    if (!match.hasMatch() || family != current || !scrape.types.contains(family))
      scrape.mistake = "not a sample here: " + line;
    if (scrape.types.value(family) == "counter" && !family.endsWith("_total")) scrape.mistake = "no _total: " + family;
    const QString key = match.captured(1) + match.captured(2);
    if (scrape.samples.contains(key)) scrape.mistake = "twice: " + key;
    scrape.samples.insert(key, match.captured(3).toDouble());
  }
  return scrape;
}

}  // namespace

class TestMetricsListener : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase();
  void cleanupTestCase();
  void countsWhatWasServed();
  void neverGoesBackwards();
  void servesNothingElse();
  void ofARoundRobinClusterToo();
  void tellsOfFloods();

 private:
  [[nodiscard]] static QString metrics(const ServerProcess& server) {
    return QString("http://127.0.0.1:%1/metrics").arg(server.port(1));
  }
  static CommandResult curl(const QStringList& arguments) {
    return runCommand("curl", QStringList{"-sS", "-k", "--max-time", "10"} + arguments);
  }
  static Scrape scrape(const ServerProcess& server) { return parse(curl({"-f", metrics(server)}).output); }
  [[nodiscard]] QString url(const QString& path) const {
    return QString("https://127.0.0.1:%1%2").arg(m_server.port()).arg(path);
  }
  static QByteArray config(const QByteArray& more, const QByteArray& routes = {}) {
    return "name = \"metrics\"\n[cluster]\nworkers = 2\n" + more +
           "[[listener]]\nport = 0\n[metrics]\nlisten = \"127.0.0.1:0\"\n" + routes;
  }

  TemporaryHome m_home;
  ServerProcess m_server{m_home};
};

void TestMetricsListener::initTestCase() {
  const QString file = m_home.write("served/large.bin", QByteArray(16 << 20, 'x'));
  const QByteArray routes =
      "[[route]]\npath = \"/\"\nhandler = \"hello\"\n"
      "[[route]]\npath = \"/files\"\nhandler = \"files\"\nroot = \"" +
      QFileInfo(file).path().toUtf8() + "\"\n";
  QVERIFY2(m_server.start(config({}, routes)), m_server.text().constData());
}

void TestMetricsListener::cleanupTestCase() {
  QCOMPARE(m_server.stopAndInspect(), QString());
}

void TestMetricsListener::countsWhatWasServed() {
  const CommandResult load = runCommand("h2load", {"-n", "500", "-c", "5", "-m", "10", url("/")});
  QVERIFY2(load.output.contains("500 succeeded"), load.text().constData());
  for (int i = 0; i < 3; ++i) {
    const CommandResult post = curl({"-o", "/dev/null", "-w", "%{http_code}", "-X", "POST", "-d", "x", url("/")});
    QVERIFY2(post.output == "405", post.text().constData());
  }
  // Times are those of the event loop's turns, and only an answer of several turns surely takes any.
  const CommandResult large = curl({"-f", "-o", "/dev/null", "-w", "%{size_download} bytes", url("/files/large.bin")});
  QVERIFY2(large.output == "16777216 bytes", large.text().constData());
  const CommandResult head = curl({"-i", metrics(m_server)});
  QVERIFY2(head.output.contains("text/plain; version=0.0.4"), head.output.constData());
  Scrape got;
  // A client has its answer a moment before the worker counts it.
  QTRY_COMPARE((got = scrape(m_server)).sum("forkyard_requests_total"), 504.0);
  QCOMPARE(got.mistake, QString());
  QCOMPARE(got.sum("forkyard_requests_total", "2xx"), 501.0);
  QCOMPARE(got.sum("forkyard_requests_total", "4xx"), 3.0);
  QCOMPARE(got.sum("forkyard_request_duration_seconds_count"), 504.0);
  QCOMPARE(got.samples.value("forkyard_request_duration_seconds_bucket{le=\"+Inf\"}"), 504.0);
  QVERIFY(got.sum("forkyard_request_duration_seconds_sum") > 0);
  QCOMPARE(got.sum("forkyard_tls_handshakes_total"), 9.0);
  QCOMPARE(got.sum("forkyard_connections_accepted_total"), 9.0);  // those who fetch figures are not clients
  QCOMPARE(got.sum("forkyard_worker_starts_total"), 2.0);
  QCOMPARE(got.sum("forkyard_workers"), 2.0);
  QVERIFY(got.sum("forkyard_sent_bytes_total") > 500 * 50 + (16 << 20));
}

void TestMetricsListener::neverGoesBackwards() {
  const Scrape before = scrape(m_server);
  const auto workers = m_server.workers();
  QCOMPARE(workers.size(), std::size_t{2});
  const std::size_t seen = m_server.events().size();
  ::kill(workers.at(0), SIGKILL);
  QVERIFY(m_server.waitFor(EventKind::WorkerReady, 0, seen));
  Scrape after = scrape(m_server);
  for (auto it = before.samples.begin(); it != before.samples.end(); ++it) {
    if (before.types.value(familyOf(it.key().section('{', 0, 0), before.types)) == "gauge") continue;
    QVERIFY2(after.samples.value(it.key(), -1) >= it.value(), qPrintable(it.key()));
  }
  QCOMPARE(after.sum("forkyard_requests_total"), before.sum("forkyard_requests_total"));
  QCOMPARE(after.samples.value("forkyard_worker_starts_total{slot=\"0\"}"), 2.0);
  // A reload replaces all of them.
  const std::size_t then = m_server.events().size();
  m_server.signalMaster(SIGHUP);
  QVERIFY(m_server.waitFor([](const control::Event& event) { return event.kind == EventKind::ReloadFinished; }, then));
  QTRY_COMPARE((after = scrape(m_server)).sum("forkyard_workers"), 2.0);
  QCOMPARE(after.sum("forkyard_requests_total"), before.sum("forkyard_requests_total"));
}

void TestMetricsListener::servesNothingElse() {
  const QString root = QString("http://127.0.0.1:%1/").arg(m_server.port(1));
  QCOMPARE(curl({"-o", "/dev/null", "-w", "%{http_code}", root}).output, QByteArray("404"));
  QCOMPARE(curl({"-o", "/dev/null", "-w", "%{http_code}", "-d", "x", metrics(m_server)}).output, QByteArray("405"));
  // And the site does not serve figures.
  QVERIFY(!curl({url("/metrics")}).output.contains("forkyard_"));
}

void TestMetricsListener::ofARoundRobinClusterToo() {
  TemporaryHome home;
  ServerProcess server(home);
  QVERIFY2(server.start(config("distribution = \"round-robin\"\n")), server.text().constData());
  const Scrape got = scrape(server);
  QCOMPARE(got.mistake, QString());
  QCOMPARE(got.sum("forkyard_workers"), 2.0);
  QCOMPARE(server.stopAndInspect(), QString());
}

void TestMetricsListener::tellsOfFloods() {
  const std::vector<HostileCase> floods = http2Floods();
  const auto pings = std::ranges::find(floods, "99 PING", &HostileCase::name);
  QVERIFY(pings != floods.end());
  QCOMPARE(scrape(m_server).sum("forkyard_http2_floods_total"), 0.0);
  Http2Peer peer(m_server.port());
  QVERIFY(peer.tls.handshake());
  peer.send(pings->input);
  QVERIFY(peer.readUntil([](const FrameReader& seen) { return seen.goAway() >= 0; }));
  QTRY_COMPARE(scrape(m_server).sum("forkyard_http2_floods_total"), 1.0);
}

QTEST_GUILESS_MAIN(TestMetricsListener)
#include "test_metrics_listener.moc"
