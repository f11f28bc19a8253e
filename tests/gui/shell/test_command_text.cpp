// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// What the panel does can be done by a command line that a shell reads rightly.

#include <QTest>

#include "gui/shell/command_text.h"
#include "gui/shell/server_address.h"

using commandText::Action;

class TestCommandText : public QObject {
  Q_OBJECT

 private slots:
  void saysWhatThePanelDoes_data();
  void saysWhatThePanelDoes();
  void quotesWhatAShellWouldChange_data();
  void quotesWhatAShellWouldChange();
  void theAddressIsWhatABrowserTakes_data();
  void theAddressIsWhatABrowserTakes();
  void aRunningServerTellsItsPort();
};

void TestCommandText::saysWhatThePanelDoes_data() {
  QTest::addColumn<int>("action");
  QTest::addColumn<QString>("line");
  QTest::newRow("start") << int(Action::Start) << "forkyard run --detach /etc/a/forkyard.toml";
  QTest::newRow("stop") << int(Action::Stop) << "forkyard stop --name demo";
  QTest::newRow("reload") << int(Action::Reload) << "forkyard reload --name demo";
  QTest::newRow("restart") << int(Action::Restart) << "forkyard restart --name demo";
  QTest::newRow("scale") << int(Action::Scale) << "forkyard scale 3 --name demo";
  QTest::newRow("status") << int(Action::Status) << "forkyard status --name demo";
  QTest::newRow("events") << int(Action::Events) << "forkyard events --follow --name demo";
  QTest::newRow("check") << int(Action::Check) << "forkyard check /etc/a/forkyard.toml";
}

void TestCommandText::saysWhatThePanelDoes() {
  QFETCH(int, action);
  QFETCH(QString, line);
  QCOMPARE(commandText::of(Action(action), QStringLiteral("demo"), QStringLiteral("/etc/a/forkyard.toml"), 3), line);
}

void TestCommandText::quotesWhatAShellWouldChange_data() {
  QTest::addColumn<QString>("word");
  QTest::addColumn<QString>("quoted");
  QTest::newRow("plain") << "/home/me/a-b_c.toml"
                         << "/home/me/a-b_c.toml";
  QTest::newRow("space") << "/my files/a"
                         << "'/my files/a'";
  QTest::newRow("quote") << "it's"
                         << "'it'\\''s'";
  QTest::newRow("dollar") << "$HOME"
                          << "'$HOME'";
  QTest::newRow("empty") << ""
                         << "''";
}

void TestCommandText::quotesWhatAShellWouldChange() {
  QFETCH(QString, word);
  QTEST(commandText::quoted(word), "quoted");
}

void TestCommandText::theAddressIsWhatABrowserTakes_data() {
  QTest::addColumn<QString>("address");
  QTest::addColumn<int>("port");
  QTest::addColumn<int>("protocol");
  QTest::addColumn<QString>("text");
  using config::Protocol;
  QTest::newRow("loopback") << "127.0.0.1" << 8443 << int(Protocol::Http2) << "https://localhost:8443";
  QTest::newRow("every interface") << "::" << 8443 << int(Protocol::Https) << "https://localhost:8443";
  QTest::newRow("customary port") << "127.0.0.1" << 443 << int(Protocol::Https) << "https://localhost";
  QTest::newRow("plain") << "127.0.0.1" << 80 << int(Protocol::Http) << "http://localhost";
  QTest::newRow("plain with a port") << "127.0.0.2" << 8080 << int(Protocol::Http) << "http://127.0.0.2:8080";
  QTest::newRow("a name") << "site.test" << 8443 << int(Protocol::Http2) << "https://site.test:8443";
  QTest::newRow("version 6") << "fe80::1" << 8443 << int(Protocol::Http2) << "https://[fe80::1]:8443";
  QTest::newRow("not bound yet") << "127.0.0.1" << 0 << int(Protocol::Http2) << "";
}

void TestCommandText::theAddressIsWhatABrowserTakes() {
  QFETCH(QString, address);
  QFETCH(int, port);
  QFETCH(int, protocol);
  config::Config config = config::demo();
  config.listeners.front().address = address.toStdString();
  config.listeners.front().port = port;
  config.listeners.front().protocol = config::Protocol(protocol);
  QTEST(serverAddress::text(serverAddress::of(config, nullptr)), "text");
}

void TestCommandText::aRunningServerTellsItsPort() {
  config::Config config = config::demo();
  config.listeners.front().port = 0;
  control::Status status;
  status.listeners = {{"127.0.0.1", 40123, "http2"}};
  QCOMPARE(serverAddress::text(serverAddress::of(config, &status)), QStringLiteral("https://localhost:40123"));
}

QTEST_GUILESS_MAIN(TestCommandText)
#include "test_command_text.moc"
