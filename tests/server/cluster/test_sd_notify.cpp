// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// What a service manager hears, on a real socket.

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>
#include <array>
#include <cstring>

#include "server/base/unique_fd.h"
#include "server/cluster/sd_notify.h"

using namespace cluster;

class TestSdNotify : public QObject {
  Q_OBJECT
 private slots:
  void init();
  void tellsEachState();
  void tellsTheSameStatusOnce();
  void isSilentWithoutASocket();
  void asksForTheWatchdogTwiceInItsTime();
  void ignoresAWatchdogMeantForAnother();
  void hidesItsVariablesFromChildren();
  void aSuccessorGetsThemBack();

 private:
  [[nodiscard]] std::string hear() const;
  std::unique_ptr<QTemporaryDir> m_folder;
  base::UniqueFd m_socket;
};

void TestSdNotify::init() {
  m_folder = std::make_unique<QTemporaryDir>();
  const QByteArray path = m_folder->filePath("notify").toUtf8();
  m_socket.reset(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::strncpy(address.sun_path, path.constData(), sizeof address.sun_path - 1);
  QCOMPARE(::bind(m_socket.get(), reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  qputenv("NOTIFY_SOCKET", path);
  qunsetenv("WATCHDOG_USEC");
  qunsetenv("WATCHDOG_PID");
}

std::string TestSdNotify::hear() const {
  std::array<char, 1024> buffer;
  const ssize_t count = ::recv(m_socket.get(), buffer.data(), buffer.size(), 0);
  return count < 0 ? std::string() : std::string(buffer.data(), static_cast<std::size_t>(count));
}

void TestSdNotify::tellsEachState() {
  SdNotify notify;
  notify.ready();
  QCOMPARE(hear(), std::string("READY=1"));
  notify.reloading();
  QVERIFY(QRegularExpression("^RELOADING=1\nMONOTONIC_USEC=[0-9]+$").match(QString::fromStdString(hear())).hasMatch());
  notify.stopping();
  QCOMPARE(hear(), std::string("STOPPING=1"));
  notify.watchdog();
  QCOMPARE(hear(), std::string("WATCHDOG=1"));
}

void TestSdNotify::tellsTheSameStatusOnce() {
  SdNotify notify;
  notify.status("4 of 4");
  notify.status("4 of 4");
  notify.status("3 of 4");
  QCOMPARE(hear(), std::string("STATUS=4 of 4"));
  QCOMPARE(hear(), std::string("STATUS=3 of 4"));
  QCOMPARE(hear(), std::string());
}

void TestSdNotify::isSilentWithoutASocket() {
  qunsetenv("NOTIFY_SOCKET");
  SdNotify notify;
  notify.ready();
  QCOMPARE(hear(), std::string());
}

void TestSdNotify::asksForTheWatchdogTwiceInItsTime() {
  QVERIFY(!SdNotify().watchdogInterval());
  qputenv("WATCHDOG_USEC", "2000000");
  qputenv("WATCHDOG_PID", QByteArray::number(::getpid()));
  QCOMPARE(SdNotify().watchdogInterval(), std::optional(base::Milliseconds(1000)));
}

void TestSdNotify::ignoresAWatchdogMeantForAnother() {
  qputenv("WATCHDOG_USEC", "2000000");
  qputenv("WATCHDOG_PID", "1");
  QVERIFY(!SdNotify().watchdogInterval());
}

void TestSdNotify::hidesItsVariablesFromChildren() {
  const SdNotify notify;
  QVERIFY(!qEnvironmentVariableIsSet("NOTIFY_SOCKET"));
}

void TestSdNotify::aSuccessorGetsThemBack() {
  qputenv("WATCHDOG_USEC", "2000000");
  SdNotify notify;
  notify.mainProcess(4712);
  QCOMPARE(hear(), std::string("MAINPID=4712"));
  for (const auto& [name, value] : notify.environment()) qputenv(name.c_str(), value.c_str());
  SdNotify successor;
  successor.ready();
  QCOMPARE(hear(), std::string("READY=1"));
  QCOMPARE(successor.watchdogInterval(), std::optional(base::Milliseconds(1000)));
}

QTEST_GUILESS_MAIN(TestSdNotify)
#include "test_sd_notify.moc"
