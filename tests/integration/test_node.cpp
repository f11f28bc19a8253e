// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Node's server as the reference: the same requests, sound, odd and hostile, to it and to ours. What comes back is
// compared by the class of its statuses, by how an answer's body is framed, and by whether the connection goes on.
// Every difference stands in tests/data/node_differences.txt with its reason, and nothing else does.

#include <QFile>
#include <QProcess>
#include <QTest>

#include "tests/integration/hostile_tls_server.h"
#include "tests/integration/http2_peer.h"
#include "tests/integration/ordinary_cases.h"
#include "tests/server/http/http2_cases.h"
#include "tests/support/command.h"

namespace {

constexpr int leastCases = 200;
const QByteArray lastRequest = "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

QByteArray framing(const QByteArray& head) {
  if (head.contains("\r\ncontent-length:")) return "length";
  return head.contains("\r\ntransfer-encoding:") ? "chunks" : "nothing";
}

/// "2xx(length) 4xx": what the server made of a request with another one behind it.
QByteArray http1Outcome(int port, const QByteArray& input) {
  TlsPeer peer(port);
  if (!peer.handshake()) return "no handshake";
  static_cast<void>(peer.write(input + lastRequest));
  const QByteArray answer = peer.read(5'000);
  QByteArray outcome;
  for (qsizetype at = answer.indexOf("HTTP/1.1 "); at >= 0; at = answer.indexOf("HTTP/1.1 ", at + 1)) {
    const QByteArray head = answer.mid(at, answer.indexOf("\r\n\r\n", at) - at).toLower();
    if (!outcome.isEmpty()) outcome += ' ';
    outcome += head.mid(9, 1) + "xx";
    if (head[9] == '2') outcome += '(' + framing(head) + ')';
  }
  if (outcome.isEmpty()) outcome = "nothing";
  return peer.isEnded(5'000) ? outcome : outcome + " open";
}

/// "GOAWAY", "RST" or "2xx", then whether the connection is over.
QByteArray http2Outcome(int port, const std::string& input) {
  Http2Peer peer(port);
  if (!peer.tls.handshake()) return "no handshake";
  static_cast<void>(peer.send(input));
  peer.readUntil([](const FrameReader& seen) { return !seen.verdict().empty(); });
  const QByteArray verdict = QByteArray::fromStdString(peer.frames.verdict());
  if (verdict.isEmpty()) return "nothing";
  const QByteArray outcome = verdict[0] < 'A' ? verdict.left(1) + "xx" : verdict.left(verdict.indexOf(' '));
  // An answer may have been on its way before the end.
  const bool goesOn = peer.send(headers(9, get())) &&
                      peer.readUntil([](const FrameReader& seen) { return seen.goAway() >= 0 || seen.ended(9); }) &&
                      peer.frames.goAway() < 0;
  return goesOn ? outcome : outcome + " close";
}

}  // namespace

class TestNode : public QObject {
  Q_OBJECT

 private:
  TemporaryHome m_home;
  QProcess m_node;
  HostileTlsServer m_ours;
  int m_nodePort = 0;
  int m_cases = 0;
  struct Outcomes {
    QByteArray ours;
    QByteArray node;
  };
  QMap<QByteArray, Outcomes> m_seen;

  template<typename Ask, typename Input>
  void compare(const char* protocol, const std::string& name, const Input& input, Ask ask) {
    ++m_cases;
    QByteArray full = QByteArray(protocol) + ' ' + QByteArray::fromStdString(name);
    for (char& each : full) {
      if (each == '|' || static_cast<unsigned char>(each) < 0x20 || static_cast<unsigned char>(each) > 0x7e) each = '.';
    }
    m_seen[full.trimmed()] = {ask(m_ours.port(), input), ask(m_nodePort, input)};
  }

 private slots:
  void initTestCase();
  void cleanupTestCase();
  void differsFromOursOnlyAsExplained();
};

void TestNode::initTestCase() {
  if (!hasProgram("node")) QSKIP("NOT TESTED: node is not installed (Debian: apt-get install nodejs)");
  QVERIFY2(m_ours.start(), qPrintable(m_ours.complaint()));
  const QString key = m_home.path("node.key");
  const QString certificate = m_home.path("node.pem");
  const CommandResult made =
      runCommand("openssl", {"req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                             "-keyout", key, "-out", certificate, "-days", "2", "-subj", "/CN=localhost"});
  QVERIFY2(made.exitCode == 0, made.text().constData());
  m_node.start("node",
               {qEnvironmentVariable("FORKYARD_SOURCE") + "/tests/integration/node_server.mjs", key, certificate});
  QVERIFY(m_node.waitForStarted());
  QVERIFY2(m_node.waitForReadyRead(20'000), m_node.readAllStandardError());
  m_nodePort = m_node.readLine().trimmed().toInt();
  QVERIFY(m_nodePort != 0);
}

void TestNode::cleanupTestCase() {
  if (m_node.state() == QProcess::NotRunning) return;
  m_node.closeWriteChannel();
  QVERIFY(m_node.waitForFinished());
  QCOMPARE(m_ours.stop(), QString());
}

void TestNode::differsFromOursOnlyAsExplained() {
  const auto ask1 = [](int port, const std::string& input) {
    return http1Outcome(port, QByteArray::fromStdString(input));
  };
  for (const OrdinaryCase& each : ordinaryHttp1Cases()) compare("h1", each.name, each.input, ask1);
  for (const HostileCase& each : http1Cases()) compare("h1", each.name, each.input, ask1);
  for (const OrdinaryCase& each : ordinaryHttp2Cases()) compare("h2", each.name, each.input, http2Outcome);
  for (const HostileCase& each : http2Cases()) compare("h2", each.name, each.input, http2Outcome);
  QVERIFY(m_cases >= leastCases);

  QFile file(qEnvironmentVariable("FORKYARD_SOURCE") + "/tests/data/node_differences.txt");
  QVERIFY(file.open(QIODevice::ReadOnly));
  QMap<QByteArray, Outcomes> listed;
  for (const QByteArray& line : file.readAll().split('\n')) {
    if (line.isEmpty() || line.startsWith('#')) continue;
    const QList<QByteArray> parts = line.split('|');
    QVERIFY2(parts.size() == 4 && !parts[3].trimmed().isEmpty(), "a difference without its reason: " + line);
    listed[parts[0].trimmed()] = {parts[1].trimmed(), parts[2].trimmed()};
  }
  QList<QByteArray> wrong;
  int differences = 0;
  for (const auto& [name, outcomes] : m_seen.asKeyValueRange()) {
    const QByteArray told = name + " | " + outcomes.ours + " | " + outcomes.node + " |";
    if (outcomes.ours != outcomes.node) ++differences;
    if (!listed.contains(name) && outcomes.ours != outcomes.node) wrong += "not listed: " + told;
    if (!listed.contains(name)) continue;
    const Outcomes expected = listed.take(name);
    // "a or b": by chance, as where a reset may overtake an answer.
    const QList<QByteArray> either = QByteArray(expected.node).replace(" or ", "\n").split('\n');
    if (expected.ours != outcomes.ours || !either.contains(outcomes.node)) wrong += "not as listed: " + told;
  }
  for (const auto& [name, outcomes] : listed.asKeyValueRange()) wrong += "no such request: " + name;
  qInfo("%d requests, %d differences", m_cases, differences);
  for (const QByteArray& line : wrong) qWarning("%s", line.constData());
  QVERIFY(wrong.isEmpty());
}

QTEST_GUILESS_MAIN(TestNode)
#include "test_node.moc"
