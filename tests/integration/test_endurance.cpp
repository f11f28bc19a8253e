// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// A long time under load while workers are killed: FORKYARD_ENDURANCE_MINUTES (30, when not said). What the master, and
// the one worker that is spared, hold at the end is what they held after warming up.

#include <QElapsedTimer>
#include <QTest>
#include <csignal>
#include <random>

#include "tests/load/load_generator.h"
#include "tests/support/processes.h"
#include "tests/support/server_process.h"

using control::Event;
using control::EventKind;

namespace {

constexpr int sparedSlot = 0;
constexpr int killEvery = 2'000;
constexpr int lookEvery = 30'000;
/// The history's rings and the allocator's arenas are filled by then.
constexpr double warmUp = 1.0 / 3;
constexpr int descriptorsMayGrow = 3;
constexpr double memoryMayGrow = 1.10;

struct Sample {
  qint64 milliseconds = 0;
  int masterDescriptors = 0;
  qint64 masterBytes = 0;
  int workerDescriptors = 0;
  qint64 workerBytes = 0;
};

int minutes() {
  const int given = qEnvironmentVariableIntValue("FORKYARD_ENDURANCE_MINUTES");
  return given > 0 ? given : 30;
}

}  // namespace

class TestEndurance : public QObject {
  Q_OBJECT

 private slots:
  void descriptorsAndMemoryStayFlat();

 private:
  Sample look(ServerProcess& server, pid_t spared) const;
  TemporaryHome m_home;
  QElapsedTimer m_clock;
};

Sample TestEndurance::look(ServerProcess& server, pid_t spared) const {
  const Sample sample{m_clock.elapsed(), descriptorCount(server.pid()), residentBytes(server.pid()),
                      descriptorCount(spared), residentBytes(spared)};
  qInfo("%5lld s: master %3d descriptors, %6lld KiB; spared worker %3d descriptors, %6lld KiB",
        static_cast<long long>(sample.milliseconds / 1000), sample.masterDescriptors,
        static_cast<long long>(sample.masterBytes / 1024), sample.workerDescriptors,
        static_cast<long long>(sample.workerBytes / 1024));
  return sample;
}

void TestEndurance::descriptorsAndMemoryStayFlat() {
  ServerProcess server(m_home);
  QVERIFY2(server.start("name = \"enduring\"\n[cluster]\nworkers = 4\n"
                        "[restart]\nfirst_delay = \"50ms\"\nmax_delay = \"50ms\"\ngive_up_after = 0\n"
                        "[[listener]]\nport = 0\nprotocol = \"http2\"\n[[route]]\nhandler = \"hello\"\n"),
           server.text());
  const pid_t spared = server.workers().at(sparedSlot);
  LoadGenerator load({.port = server.port(), .pause = std::chrono::milliseconds(5)});
  load.start();
  m_clock.start();
  const qint64 end = qint64{minutes()} * 60'000;
  std::mt19937 random(4711);
  std::vector<Sample> samples;
  int kills = 0;
  while (m_clock.elapsed() < end) {
    if (m_clock.elapsed() >= static_cast<qint64>(samples.size()) * lookEvery) samples.push_back(look(server, spared));
    server.waitFor([](const Event&) { return false; }, server.events().size(), killEvery);
    const auto workers = server.workers();
    const auto victim = workers.find(1 + static_cast<int>(random() % 3));
    if (victim == workers.end()) continue;
    ::kill(victim->second, SIGKILL);
    ++kills;
  }
  const LoadReport report = load.finish();
  samples.push_back(look(server, spared));
  std::int64_t reported = 0;
  for (const Event& event : server.events())
    if (event.kind == EventKind::WorkerExited) reported += event.integer("connections");
  qInfo("%d minutes, %d kills: %s; %lld connections reported lost", minutes(), kills, report.text().c_str(),
        static_cast<long long>(reported));

  QCOMPARE(report.refused, 0);
  QCOMPARE(report.wrong, 0);
  QVERIFY(report.lostConnections <= reported);
  const auto warm = std::find_if(samples.begin(), samples.end(), [&](const Sample& sample) {
    return static_cast<double>(sample.milliseconds) >= static_cast<double>(end) * warmUp;
  });
  const Sample& last = samples.back();
  QVERIFY(warm != samples.end() && last.workerDescriptors > 0);
  QVERIFY(last.masterDescriptors <= warm->masterDescriptors + descriptorsMayGrow);
  // Connections of the load come and go: eight clients are at one worker at most.
  QVERIFY(last.workerDescriptors <= warm->workerDescriptors + 8 + descriptorsMayGrow);
  QVERIFY(static_cast<double>(last.masterBytes) <= static_cast<double>(warm->masterBytes) * memoryMayGrow);
  QVERIFY(static_cast<double>(last.workerBytes) <= static_cast<double>(warm->workerBytes) * memoryMayGrow);
  QCOMPARE(server.stopAndInspect(), QString());
}

QTEST_GUILESS_MAIN(TestEndurance)
#include "test_endurance.moc"
