// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// HTTP/2 floods against the real server: the connection ends as it should, no worker grows by 10 MiB, and other clients
// are answered all the while. FORKYARD_FLOOD_ROUNDS repeats each: more than the few that every test run does.

#include "tests/integration/hostile_test.h"
#include "tests/integration/http2_peer.h"
#include "tests/load/load_generator.h"
#include "tests/server/http/http2_cases.h"
#include "tests/support/processes.h"

namespace {

constexpr qint64 mostGrowth = 10 * 1024 * 1024;
constexpr std::size_t pieceBytes = 16 * 1024;
constexpr int usualRounds = 3;

}  // namespace

class TestFloods : public HostileTest {
  Q_OBJECT

 private slots:
  void endTheirConnectionAndNothingElse_data() {
    QTest::addColumn<QByteArray>("input");
    QTest::addColumn<QString>("expected");
    QTest::addColumn<bool>("reads");
    const auto row = [](const HostileCase& each, bool reads) {
      QTest::addRow("%s%s", each.name.c_str(), reads ? "" : ", reading nothing")
          << QByteArray::fromStdString(each.input) << QString::fromStdString(each.expected) << reads;
    };
    for (const HostileCase& each : http2Floods()) {
      row(each, true);
      if (each.name == "99 PING" || each.name == "99 SETTINGS") row(each, false);
    }
    for (const HostileCase& each : http2Cases()) {
      if (each.number == 87) row(each, true);
    }
  }
  void endTheirConnectionAndNothingElse();
};

void TestFloods::endTheirConnectionAndNothingElse() {
  QFETCH(QByteArray, input);
  QFETCH(QString, expected);
  QFETCH(bool, reads);
  LoadOptions options;
  options.port = port();
  options.http1Connections = options.http2Connections = 1;
  LoadGenerator others(options);
  others.start();
  QVERIFY(waitUntil([&] { return others.report().answered > 0; }, 10'000));
  std::map<pid_t, qint64> before;
  for (const auto& [slot, pid] : server().workers()) before[pid] = residentBytes(pid);

  const int asked = qEnvironmentVariableIntValue("FORKYARD_FLOOD_ROUNDS");
  const std::string flood = input.toStdString();
  for (int round = 0; round < (asked > 0 ? asked : usualRounds); ++round) {
    Http2Peer peer(port());
    QVERIFY(peer.tls.handshake());
    for (std::size_t at = 0; at < flood.size() && peer.send(flood.substr(at, pieceBytes)); at += pieceBytes) {
      if (reads) peer.readWhatIsHere();
    }
    peer.readUntil([](const FrameReader& seen) { return seen.goAway() >= 0; });
    QCOMPARE(QString::fromStdString(peer.frames.verdict()), expected);
    QVERIFY(peer.tls.isEnded());
  }

  for (const auto& [pid, bytes] : before) {
    const qint64 growth = residentBytes(pid) - bytes;
    QVERIFY2(growth < mostGrowth, qPrintable(QString("worker %1 grew by %2 bytes").arg(pid).arg(growth)));
  }
  const LoadReport report = others.finish();
  QVERIFY2(report.failed() == 0 && report.answered > 0, report.text().c_str());
}

QTEST_GUILESS_MAIN(TestFloods)
#include "test_floods.moc"
