// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Work that several threads give to one loop.

#include <QTest>
#include <array>
#include <thread>
#include <vector>

#include "server/net/mailbox.h"

class TestMailbox : public QObject {
  Q_OBJECT

 private slots:
  void runsEverythingInTheLoopsThreadAndInOrder();
  void workMayPostMore();
  void deliversWithoutATurn();
};

void TestMailbox::runsEverythingInTheLoopsThreadAndInOrder() {
  constexpr int senders = 4;
  constexpr int each = 2000;
  const auto loop = *net::EventLoop::create();
  const auto mailbox = *net::Mailbox::create(*loop);
  std::array<std::vector<int>, senders> came;
  int total = 0;
  bool elsewhere = false;
  const std::thread::id here = std::this_thread::get_id();
  std::vector<std::thread> threads;
  for (int sender = 0; sender < senders; ++sender) {
    threads.emplace_back([&, sender] {
      for (int i = 0; i < each; ++i) {
        mailbox->post([&, sender, i] {
          elsewhere = elsewhere || std::this_thread::get_id() != here;
          came[static_cast<std::size_t>(sender)].push_back(i);
          if (++total == senders * each) loop->stop();
        });
      }
    });
  }
  loop->run();
  for (std::thread& thread : threads) thread.join();
  QVERIFY(!elsewhere);
  for (const std::vector<int>& numbers : came) {
    QCOMPARE(numbers.size(), std::size_t{each});
    QVERIFY(std::is_sorted(numbers.begin(), numbers.end()));
  }
}

void TestMailbox::workMayPostMore() {
  const auto loop = *net::EventLoop::create();
  const auto mailbox = *net::Mailbox::create(*loop);
  std::vector<int> ran;
  mailbox->post([&] {
    mailbox->post([&] {
      ran.push_back(2);
      loop->stop();
    });
    ran.push_back(1);
  });
  loop->run();
  QCOMPARE(ran, (std::vector<int>{1, 2}));
}

void TestMailbox::deliversWithoutATurn() {
  const auto loop = *net::EventLoop::create();
  const auto mailbox = *net::Mailbox::create(*loop);
  int runs = 0;
  mailbox->post([&runs] { ++runs; });
  mailbox->deliver();
  QCOMPARE(runs, 1);
  mailbox->deliver();
  loop->turn(base::Milliseconds(0));
  QCOMPARE(runs, 1);
}

QTEST_GUILESS_MAIN(TestMailbox)
#include "test_mailbox.moc"
