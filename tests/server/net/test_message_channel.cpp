// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Messages and descriptors between two ends, and the end of one of them.

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include <QTest>
#include <array>
#include <cstring>
#include <filesystem>
#include <vector>

#include "server/net/message_channel.h"

using namespace net;
using namespace std::chrono_literals;

namespace {

struct End {
  std::vector<std::string> messages;
  std::vector<base::UniqueFd> descriptors;
  int closed = 0;
  std::function<void()> onReceived;
  std::unique_ptr<MessageChannel> channel;

  End(EventLoop& loop, base::UniqueFd fd) {
    channel = *MessageChannel::create(loop, std::move(fd),
                                      {[this](std::string_view message, base::UniqueFd descriptor) {
                                         messages.emplace_back(message);
                                         if (descriptor) descriptors.push_back(std::move(descriptor));
                                         if (onReceived) onReceived();
                                       },
                                       [this] { ++closed; }});
  }
};

std::size_t openDescriptors() {
  const std::filesystem::directory_iterator all("/proc/self/fd");
  return static_cast<std::size_t>(std::distance(begin(all), end(all)));
}

bool sameFile(int one, int other) {
  struct stat a {};
  struct stat b {};
  return ::fstat(one, &a) == 0 && ::fstat(other, &b) == 0 && a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

}  // namespace

class TestMessageChannel : public QObject {
  Q_OBJECT
 private slots:
  void init() {
    m_loop = *EventLoop::create();
    auto pair = *MessageChannel::createPair();
    m_left = std::make_unique<End>(*m_loop, std::move(pair.first));
    m_right = std::make_unique<End>(*m_loop, std::move(pair.second));
  }
  void cleanup() {
    m_left.reset();
    m_right.reset();
  }

  void keepsMessagesApart() {
    QVERIFY(m_left->channel->send("one"));
    QVERIFY(m_left->channel->send("two"));
    QVERIFY(m_right->channel->send("back"));
    m_loop->turn(10s);
    QCOMPARE(m_right->messages, (std::vector<std::string>{"one", "two"}));
    QCOMPARE(m_left->messages, (std::vector<std::string>{"back"}));
  }

  void carriesBytesOfEveryKindAndSize_data() {
    QTest::addColumn<int>("size");
    for (const int size : {1, 1000, 65'535, 65'536}) QTest::addRow("%d bytes", size) << size;
  }
  void carriesBytesOfEveryKindAndSize() {
    QFETCH(int, size);
    std::string message;
    for (int i = 0; i < size; ++i) message += static_cast<char>(i * 7);
    QVERIFY(m_left->channel->send(message));
    m_loop->turn(10s);
    QCOMPARE(m_right->messages, std::vector<std::string>{message});
  }

  void refusesWhatDoesNotFit() {
    QVERIFY(!m_left->channel->send(""));
    QVERIFY(!m_left->channel->send(std::string(MessageChannel::largestMessage + 1, 'x')));
  }

  void passesADescriptor() {
    const base::UniqueFd file(::open("/proc/self/exe", O_RDONLY | O_CLOEXEC));
    QVERIFY(m_left->channel->send("with", file.get()));
    QVERIFY(m_left->channel->send("without"));
    m_loop->turn(10s);
    QCOMPARE(m_right->messages.size(), std::size_t{2});
    QCOMPARE(m_right->descriptors.size(), std::size_t{1});
    QVERIFY(sameFile(m_right->descriptors[0].get(), file.get()));
    QCOMPARE(::fcntl(m_right->descriptors[0].get(), F_GETFD), FD_CLOEXEC);
  }

  void queuesWhatASlowReaderDoesNotTakeAndKeepsTheOrder() {
    const base::UniqueFd file(::open("/proc/self/exe", O_RDONLY | O_CLOEXEC));
    const std::string filling(60'000, 'x');
    int sent = 0;
    while (m_left->channel->send(std::to_string(sent) + ' ' + filling, file.get())) ++sent;
    QVERIFY(sent > 15);  // more than a socket's buffer holds; then the queue's bound
    while (m_right->messages.size() < static_cast<std::size_t>(sent)) m_loop->turn(10s);
    for (int i = 0; i < sent; ++i) {
      QVERIFY(m_right->messages[static_cast<std::size_t>(i)].starts_with(std::to_string(i) + ' '));
    }
    QCOMPARE(m_right->descriptors.size(), static_cast<std::size_t>(sent));
    QVERIFY(m_left->channel->send("there is room again"));
  }

  void tellsTheEndOnceAndAfterTheLastMessage() {
    QVERIFY(m_left->channel->send("last words"));
    // What the left side never read makes the kernel say "connection reset" first.
    QVERIFY(m_right->channel->send("unread"));
    m_left.reset();
    while (m_right->closed == 0) m_loop->turn(10s);
    m_loop->turn(0ms);
    QCOMPARE(m_right->messages, std::vector<std::string>{"last words"});
    QCOMPARE(m_right->closed, 1);
    QVERIFY(!m_right->channel->send("too late"));
  }

  void hearsLastWordsWithoutATurn() {
    QVERIFY(m_left->channel->send("one"));
    QVERIFY(m_left->channel->send("two"));
    m_left.reset();
    m_right->channel->receiveWaiting();
    QCOMPARE(m_right->messages, (std::vector<std::string>{"one", "two"}));
    QCOMPARE(m_right->closed, 1);
  }

  void knowsWhatHasNotLeft() {
    QVERIFY(m_left->channel->send("taken at once"));
    QVERIFY(!m_left->channel->hasUnsent());
    while (!m_left->channel->hasUnsent()) QVERIFY(m_left->channel->send(std::string(60'000, 'x')));
    while (m_left->channel->hasUnsent()) m_loop->turn(10s);
    QVERIFY(!m_right->messages.empty());
  }

  void sendingToAnEndThatIsGoneFails() {
    m_left->channel->close();
    QVERIFY(!m_right->channel->send("hello"));
    QVERIFY(!m_left->channel->send("hello"));
  }

  void mayBeClosedWhileItReceives() {
    m_right->onReceived = [this] { m_right->channel->close(); };
    QVERIFY(m_left->channel->send("one"));
    QVERIFY(m_left->channel->send("two"));
    m_loop->turn(10s);
    m_loop->turn(0ms);
    QCOMPARE(m_right->messages.size(), std::size_t{1});
    QCOMPARE(m_right->closed, 0);
  }

  void closesSurplusDescriptors() {
    const std::size_t before = openDescriptors();
    {
      auto pair = *MessageChannel::createPair();
      End end(*m_loop, std::move(pair.second));
      sendWithDescriptors(pair.first.get(), 100);
      m_loop->turn(10s);
      QCOMPARE(end.messages.size(), std::size_t{1});
      QCOMPARE(end.descriptors.size(), std::size_t{1});
      QCOMPARE(openDescriptors(), before + 3);
    }
    QCOMPARE(openDescriptors(), before);
  }

 private:
  static void sendWithDescriptors(int socket, std::size_t count) {
    std::vector<int> copies(count, STDERR_FILENO);
    std::vector<char> control(CMSG_SPACE(count * sizeof(int)));
    char byte = 'x';
    iovec bytes{.iov_base = &byte, .iov_len = 1};
    msghdr header{};
    header.msg_iov = &bytes;
    header.msg_iovlen = 1;
    header.msg_control = control.data();
    header.msg_controllen = control.size();
    cmsghdr* const part = CMSG_FIRSTHDR(&header);
    part->cmsg_level = SOL_SOCKET;
    part->cmsg_type = SCM_RIGHTS;
    part->cmsg_len = CMSG_LEN(count * sizeof(int));
    std::memcpy(CMSG_DATA(part), copies.data(), count * sizeof(int));
    QCOMPARE(::sendmsg(socket, &header, 0), ssize_t{1});
  }

  std::unique_ptr<EventLoop> m_loop;
  std::unique_ptr<End> m_left;
  std::unique_ptr<End> m_right;
};

QTEST_GUILESS_MAIN(TestMessageChannel)
#include "test_message_channel.moc"
