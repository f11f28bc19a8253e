// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Which sockets a generation listens on: bound, kept, taken over, all or none.

#include <fcntl.h>

#include <QTest>

#include "server/cluster/listener_set.h"

using namespace cluster;

namespace {

config::Config configFor(std::vector<int> ports) {
  config::Config config;
  config.file = "forkyard.toml";
  for (const int port : ports) {
    config::Listener listener;
    listener.address = "127.0.0.1";
    listener.port = port;
    config.listeners.push_back(listener);
  }
  return config;
}

ListenerSet bind(const config::Config& config, const ListenerSet& current = {}) {
  std::vector<net::Listener> none;
  return *ListenerSet::bind(config, current, none);
}

}  // namespace

class TestListenerSet : public QObject {
  Q_OBJECT
 private slots:
  void tellsThePortReallyBound();
  void aReloadKeepsWhatStays();
  void whatIsGoneIsClosedWithItsLastGeneration();
  void twoFreePortsAreTwoSockets();
  void aPortInUseNamesItsListener();
  void bindsNothingWhereOneFails();
  void takesOverWhatIsInherited();
  void keepsWhatAnotherMasterHandsOver();
  void closesInEveryGeneration();
};

void TestListenerSet::tellsThePortReallyBound() {
  const ListenerSet set = bind(configFor({0}));
  QCOMPARE(set.statuses().size(), 1u);
  QCOMPARE(set.statuses()[0].address, std::string("127.0.0.1"));
  QVERIFY(set.statuses()[0].port > 0);
  QCOMPARE(set.statuses()[0].protocol, std::string("http2"));
}

void TestListenerSet::aReloadKeepsWhatStays() {
  const ListenerSet before = bind(configFor({0}));
  config::Config changed = configFor({0});
  changed.listeners[0].protocol = config::Protocol::Https;
  const ListenerSet after = bind(changed, before);
  QVERIFY(after.isKeptFrom(0, before));
  QCOMPARE(after.descriptors(), before.descriptors());
  QCOMPARE(after.statuses()[0].protocol, std::string("https"));
}

void TestListenerSet::whatIsGoneIsClosedWithItsLastGeneration() {
  auto before = std::make_unique<ListenerSet>(bind(configFor({0})));
  const int port = before->statuses()[0].port;
  config::Config elsewhere = configFor({0});
  elsewhere.listeners[0].address = "127.0.0.2";
  const ListenerSet after = bind(elsewhere, *before);
  QVERIFY(!after.isKeptFrom(0, *before));
  QVERIFY(!net::Listener::bind("127.0.0.1", port));
  before.reset();
  QVERIFY(net::Listener::bind("127.0.0.1", port));
}

void TestListenerSet::twoFreePortsAreTwoSockets() {
  const ListenerSet before = bind(configFor({0, 0}));
  const ListenerSet after = bind(configFor({0, 0}), before);
  QCOMPARE(after.descriptors(), before.descriptors());
  QVERIFY(after.descriptors()[0] != after.descriptors()[1]);
}

void TestListenerSet::aPortInUseNamesItsListener() {
  const ListenerSet holder = bind(configFor({0}));
  std::vector<net::Listener> none;
  const auto refused = ListenerSet::bind(configFor({0, holder.statuses()[0].port}), {}, none);
  QVERIFY(!refused);
  QCOMPARE(refused.error().problems.size(), 1u);
  QCOMPARE(refused.error().problems[0].key, std::string("listener[1].port"));
  QCOMPARE(refused.error().problems[0].file, std::string("forkyard.toml"));
}

void TestListenerSet::bindsNothingWhereOneFails() {
  const ListenerSet holder = bind(configFor({0}));
  auto freed = std::make_unique<ListenerSet>(bind(configFor({0})));
  const int freePort = freed->statuses()[0].port;
  freed.reset();
  std::vector<net::Listener> none;
  QVERIFY(!ListenerSet::bind(configFor({freePort, holder.statuses()[0].port}), {}, none));
  QVERIFY(net::Listener::bind("127.0.0.1", freePort));
}

void TestListenerSet::takesOverWhatIsInherited() {
  std::vector<net::Listener> inherited;
  inherited.push_back(*net::Listener::bind("127.0.0.1", 0));
  inherited.push_back(*net::Listener::bind("127.0.0.1", 0));
  const int fd = inherited[1].fd();
  const auto set = ListenerSet::bind(configFor({inherited[1].bound().port}), {}, inherited);
  QVERIFY(set);
  QCOMPARE(set->descriptors(), std::vector<int>{fd});
  QCOMPARE(inherited.size(), 1u);
}

void TestListenerSet::keepsWhatAnotherMasterHandsOver() {
  const ListenerSet old = bind(configFor({0, 0}));
  ListenerSet handed;
  for (const ListenerSet::Place& place : old.places())
    QVERIFY(handed.adopt(place.address, place.port, base::UniqueFd(::dup(place.descriptor))));
  const ListenerSet set = bind(configFor({0, 0}), handed);
  QVERIFY(set.isKeptFrom(0, handed) && set.isKeptFrom(1, handed));
  for (std::size_t i = 0; i < 2; ++i) QCOMPARE(set.statuses()[i].port, old.statuses()[i].port);
  QVERIFY(!handed.adopt("127.0.0.1", 0, base::UniqueFd(::open("/dev/null", O_RDONLY | O_CLOEXEC))));
}

void TestListenerSet::closesInEveryGeneration() {
  const ListenerSet before = bind(configFor({0}));
  const ListenerSet after = bind(configFor({0}), before);
  const int port = before.statuses()[0].port;
  after.close();
  QVERIFY(before.descriptors().empty());
  QVERIFY(before.statuses().empty());
  QVERIFY(net::Listener::bind("127.0.0.1", port));
}

QTEST_GUILESS_MAIN(TestListenerSet)
#include "test_listener_set.moc"
