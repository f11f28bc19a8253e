// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The defaults, and how many workers "auto" means.

#include <sched.h>

#include <QTest>

#include "server/config/config_toml.h"

class TestConfig : public QObject {
  Q_OBJECT

 private slots:
  void demoListensOnLocalhostOnly();
  void anEmptyTextIsTheDemo();
  void autoIsTheCpusWeMayUse();
  void workersAreWithinBounds();
};

void TestConfig::demoListensOnLocalhostOnly() {
  const config::Config demo = config::demo();
  QCOMPARE(demo.listeners.size(), std::size_t(1));
  QCOMPARE(demo.listeners[0].address, std::string("127.0.0.1"));
  QCOMPARE(demo.listeners[0].port, 8443);
  QVERIFY(demo.listeners[0].protocol == config::Protocol::Http2);
  QCOMPARE(demo.routes.size(), std::size_t(1));
  QVERIFY(std::holds_alternative<config::HelloRoute>(demo.routes[0].handler));
  QVERIFY(!demo.cluster.workers);
}

void TestConfig::anEmptyTextIsTheDemo() {
  const auto parsed = config::parse("", {});
  QVERIFY(parsed);
  QVERIFY(*parsed == config::demo());
}

void TestConfig::autoIsTheCpusWeMayUse() {
  cpu_set_t before;
  QCOMPARE(sched_getaffinity(0, sizeof before, &before), 0);
  QCOMPARE(config::workerCount({}), CPU_COUNT(&before));
  cpu_set_t one;
  CPU_ZERO(&one);
  for (int cpu = 0; cpu < CPU_SETSIZE && CPU_COUNT(&one) == 0; ++cpu) {
    if (CPU_ISSET(cpu, &before)) CPU_SET(cpu, &one);
  }
  QCOMPARE(sched_setaffinity(0, sizeof one, &one), 0);
  QCOMPARE(config::workerCount({}), 1);
  QCOMPARE(sched_setaffinity(0, sizeof before, &before), 0);
}

void TestConfig::workersAreWithinBounds() {
  config::Cluster cluster;
  cluster.workers = 7;
  QCOMPARE(config::workerCount(cluster), 7);
  cluster.workers = 100'000;
  QCOMPARE(config::workerCount(cluster), config::maximumWorkers);
  cluster.workers = -1;
  QCOMPARE(config::workerCount(cluster), 1);
}

QTEST_GUILESS_MAIN(TestConfig)
#include "test_config.moc"
