// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Binding: what is bound, what stands in the way, and who.

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/wait.h>

#include <QTest>
#include <fstream>

#include "server/net/listener.h"
#include "server/net/port_holder.h"

using namespace net;
using base::ProblemCode;

namespace {

int option(int fd, int level, int name) {
  int value = -1;
  socklen_t length = sizeof value;
  ::getsockopt(fd, level, name, &value, &length);
  return value;
}

bool connects(const std::string& address, int port) {
  const base::UniqueFd fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in target{};
  target.sin_family = AF_INET;
  target.sin_port = htons(static_cast<std::uint16_t>(port));
  ::inet_pton(AF_INET, address.c_str(), &target.sin_addr);
  return ::connect(fd.get(), reinterpret_cast<sockaddr*>(&target), sizeof target) == 0;
}

std::string argument(const base::Result<Listener>& result, const char* name) {
  const auto& arguments = result.error().problems.at(0).arguments;
  const auto found = arguments.find(name);
  return found == arguments.end() ? "(none)" : found->second;
}

std::string ownProgram() {
  std::ifstream comm("/proc/self/comm");
  std::string name;
  std::getline(comm, name);
  return name;
}

}  // namespace

class TestListener : public QObject {
  Q_OBJECT
 private slots:
  void bindsAFreePortAndTellsIt() {
    const auto listener = Listener::bind("127.0.0.1", 0);
    QVERIFY(listener);
    QCOMPARE(listener->bound().address, std::string("127.0.0.1"));
    QVERIFY(listener->bound().port > 0);
    QVERIFY(connects("127.0.0.1", listener->bound().port));
    QVERIFY((::fcntl(listener->fd(), F_GETFL) & O_NONBLOCK) != 0);
    QCOMPARE(::fcntl(listener->fd(), F_GETFD), FD_CLOEXEC);
  }

  void bindsAName() {
    const auto listener = Listener::bind("localhost", 0);
    QVERIFY(listener);
    QVERIFY(listener->bound().address == "127.0.0.1" || listener->bound().address == "::1");
  }

  void everyIpv6AddressMeansEveryIpv4AddressToo() {
    const auto listener = Listener::bind("::", 0);
    if (!listener) QSKIP("no IPv6 on this machine");
    QCOMPARE(listener->bound().address, std::string("::"));
    QVERIFY(connects("127.0.0.1", listener->bound().port));
  }

  void whatIsAcceptedSendsWithoutDelay() {
    const auto listener = Listener::bind("127.0.0.1", 0);
    QVERIFY(listener);
    QVERIFY(connects("127.0.0.1", listener->bound().port));
    const base::UniqueFd accepted(::accept4(listener->fd(), nullptr, nullptr, SOCK_CLOEXEC));
    QVERIFY(accepted);
    QVERIFY(option(accepted.get(), IPPROTO_TCP, TCP_NODELAY) > 0);
  }

  void namesTheHolderOfAPortInUse_data() {
    QTest::addColumn<QString>("first");
    QTest::addColumn<QString>("second");
    QTest::newRow("same address") << "127.0.0.1"
                                  << "127.0.0.1";
    QTest::newRow("every address is taken") << "0.0.0.0"
                                            << "127.0.0.1";
    QTest::newRow("every address is wanted") << "127.0.0.1"
                                             << "0.0.0.0";
    QTest::newRow("IPv6 takes IPv4 too") << "::"
                                         << "127.0.0.1";
    QTest::newRow("IPv6") << "::1"
                          << "::1";
  }
  void namesTheHolderOfAPortInUse() {
    QFETCH(QString, first);
    QFETCH(QString, second);
    const auto listener = Listener::bind(first.toStdString(), 0);
    if (!listener && first.contains(':')) QSKIP("no IPv6 on this machine");
    QVERIFY(listener);
    const int port = listener->bound().port;
    const auto other = Listener::bind(second.toStdString(), port);
    QVERIFY(!other);
    QCOMPARE(other.error().problems.at(0).code, ProblemCode::PortInUseBy);
    QCOMPARE(argument(other, "address"), second.toStdString());
    QCOMPARE(argument(other, "port"), std::to_string(port));
    QCOMPARE(argument(other, "program"), ownProgram());
    QCOMPARE(argument(other, "pid"), std::to_string(::getpid()));
  }

  void noHolderWhereNobodyListens() {
    int port = 0;
    {
      const auto listener = Listener::bind("127.0.0.1", 0);
      QVERIFY(listener);
      port = listener->bound().port;
      QVERIFY(findPortHolder({"127.0.0.1", port}));
      QVERIFY(!findPortHolder({"127.0.0.2", port}));
    }
    QVERIFY(!findPortHolder({"127.0.0.1", port}));
  }

  void aPortIsFreeAgainAtOnce() {
    int port = 0;
    {
      const auto listener = Listener::bind("127.0.0.1", 0);
      QVERIFY(listener);
      port = listener->bound().port;
      QVERIFY(connects("127.0.0.1", port));
      const base::UniqueFd accepted(::accept4(listener->fd(), nullptr, nullptr, SOCK_CLOEXEC));
    }
    QVERIFY(Listener::bind("127.0.0.1", port));
  }

  void saysWhatStandsInTheWay_data() {
    QTest::addColumn<QString>("address");
    QTest::addColumn<ProblemCode>("code");
    // 192.0.2.0/24 and .invalid are for documentation: no machine has them (RFC 5737, RFC 6761).
    QTest::newRow("address elsewhere") << "192.0.2.1" << ProblemCode::AddressUnavailable;
    QTest::newRow("unknown name") << "no-such-host.invalid" << ProblemCode::AddressUnknown;
    QTest::newRow("not an address") << "1.2.3.4.5" << ProblemCode::AddressUnknown;
    QTest::newRow("nothing") << "" << ProblemCode::AddressUnknown;
  }
  void saysWhatStandsInTheWay() {
    QFETCH(QString, address);
    QFETCH(ProblemCode, code);
    const auto listener = Listener::bind(address.toStdString(), 0);
    QVERIFY(!listener);
    QCOMPARE(listener.error().problems.at(0).code, code);
    QCOMPARE(argument(listener, "address"), address.toStdString());
  }

  void aPrivilegedPortSaysTheCommandToRun() {
    const pid_t child = ::fork();
    if (child == 0) ::_exit(privilegedPortInChild());
    int status = -1;
    QCOMPARE(::waitpid(child, &status, 0), child);
    QVERIFY(WIFEXITED(status));
    if (WEXITSTATUS(status) == 77)
      QSKIP("this machine lets anyone bind port 1, or this user cannot give up its rights");
    QCOMPARE(WEXITSTATUS(status), 0);
  }

  void adoptsABoundSocket() {
    base::UniqueFd fd(::socket(AF_INET, SOCK_STREAM, 0));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    QCOMPARE(::bind(fd.get(), reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    const auto listener = Listener::adopt(std::move(fd));
    QVERIFY(listener);
    QVERIFY(connects("127.0.0.1", listener->bound().port));
    QVERIFY((::fcntl(listener->fd(), F_GETFL) & O_NONBLOCK) != 0);
    QCOMPARE(::fcntl(listener->fd(), F_GETFD), FD_CLOEXEC);
  }

  void refusesToAdoptWhatIsNoListener() {
    std::array<int, 2> pipe{};
    QCOMPARE(::pipe2(pipe.data(), O_CLOEXEC), 0);
    const base::UniqueFd writeEnd(pipe[1]);
    const auto listener = Listener::adopt(base::UniqueFd(pipe[0]));
    QVERIFY(!listener);
    QCOMPARE(listener.error().problems.at(0).code, ProblemCode::ListenFailed);
    QVERIFY(!Listener::adopt(base::UniqueFd()));
  }

 private:
  /// 0: as it should be; 77: cannot be tried here.
  static int privilegedPortInChild() {
    std::ifstream setting("/proc/sys/net/ipv4/ip_unprivileged_port_start");
    int firstFree = 1024;
    setting >> firstFree;
    if (firstFree <= 1) return 77;
    if (::getuid() == 0 && ::setresuid(65534, 65534, 65534) != 0) return 77;
    const auto listener = Listener::bind("127.0.0.1", 1);
    if (listener) return 77;
    const base::Problem& problem = listener.error().problems.at(0);
    if (problem.code != ProblemCode::PortPrivileged) return 1;
    return problem.arguments.at("command").starts_with("sudo setcap cap_net_bind_service=+ep /") ? 0 : 2;
  }
};

QTEST_GUILESS_MAIN(TestListener)
#include "test_listener.moc"
