// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Several certificates on one listener, names that nobody has, client certificates and Strict-Transport-Security: the
// real server, with curl that verifies and with OpenSSL that shows whatever a test gives it.

#include <QTest>

#include "tests/integration/hostile_tls_server.h"
#include "tests/integration/test_authority.h"
#include "tests/integration/tls_peer.h"
#include "tests/support/command.h"

namespace {

constexpr int handshakeFailureAlert = 40;
constexpr int certificateRevokedAlert = 44;
constexpr int certificateExpiredAlert = 45;
constexpr int unknownCaAlert = 48;
constexpr int unrecognizedNameAlert = 112;
constexpr int certificateRequiredAlert = 116;

QByteArray certificate(const QString& path) {
  return ("{ certificate = \"" + path + ".pem\", key = \"" + path + ".key\" }").toUtf8();
}

}  // namespace

class TestTlsListener : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase();
  void cleanupTestCase();
  void showsTheCertificateOfTheName_data();
  void showsTheCertificateOfTheName();
  void refusesUnknownNamesWhereAsked();
  void keepsARouteForCertificates_data();
  void keepsARouteForCertificates();
  void refusesClients_data();
  void refusesClients();
  void noNameGoesAroundARequiredCertificate();
  void tellsNamesToComeBackWithTlsOnly_data();
  void tellsNamesToComeBackWithTlsOnly();

 private:
  [[nodiscard]] QByteArray certificates() const {
    QByteArray list;
    for (const char* name : {"first", "second", "wild", "exact"}) list += certificate(m_authority.path(name)) + ", ";
    return "certificates = [" + list + "]\n";
  }
  [[nodiscard]] QByteArray askingClients(const char* mode, const char* file) const {
    return "[listener.tls]\nclient_certificates = \"" + QByteArray(mode) + "\"\nclient_ca = \"" +
           m_authority.path(file).toUtf8() + "\"\n";
  }
  /// curl, which trusts the test's authority and nobody else, for a URL whose host is this server.
  CommandResult curl(int port, const QString& host, const QStringList& more) {
    return runCommand("curl",
                      QStringList{"-sS", "--max-time", "20", "--cacert", m_authority.path("ca.pem"), "--connect-to",
                                  QString("::127.0.0.1:%1").arg(port), QString("https://%1:%2/").arg(host).arg(port)} +
                          more);
  }
  [[nodiscard]] std::function<void(SSL_CTX*)> showing(const QString& name, int version) const;

  TemporaryHome m_home;
  TestAuthority m_authority;
  TestAuthority m_stranger;
  HostileTlsServer m_names;
  HostileTlsServer m_routes;
  HostileTlsServer m_clients;
  HostileTlsServer m_strict;
};

void TestTlsListener::initTestCase() {
  QVERIFY2(m_authority.make(m_home.path("ca")), qPrintable(m_authority.complaint()));
  QVERIFY2(m_stranger.make(m_home.path("stranger")), qPrintable(m_stranger.complaint()));
  const bool issued = m_authority.issue("first", {"DNS:localhost", "IP:127.0.0.1"}) &&
                      m_authority.issue("second", {"DNS:second.test", "DNS:b.test"}, TestAuthority::rsa()) &&
                      m_authority.issue("wild", {"DNS:*.wild.test"}) &&
                      m_authority.issue("exact", {"DNS:exact.wild.test"}) && m_authority.issue("client", {}) &&
                      m_authority.issue("expired", {}, TestAuthority::ecdsa(), "20200101000000Z", "20210101000000Z") &&
                      m_authority.issue("revoked", {}) && m_authority.revoke("revoked");
  QVERIFY2(issued, qPrintable(m_authority.complaint()));
  QVERIFY2(m_stranger.issue("stranger", {}), qPrintable(m_stranger.complaint()));

  QVERIFY2(m_names.start(certificates()), qPrintable(m_names.complaint()));
  const QByteArray closed = "[[route]]\n[[route]]\nhost = \"b.test\"\nclient_certificate = \"required\"\n";
  QVERIFY2(m_routes.start(certificates() + askingClients("optional", "ca.pem") + closed),
           qPrintable(m_routes.complaint()));
  QVERIFY2(m_clients.start(certificates() + askingClients("required", "ca_and_crl.pem")),
           qPrintable(m_clients.complaint()));
  const QByteArray strict =
      "[listener.tls]\nhsts = \"1d\"\n[[route]]\nhost = \"second.test\"\npath = \"/only\"\n"
      "[[route]]\nhost = \"localhost\"\n[[route]]\nhost = \"127.0.0.1\"\n";
  QVERIFY2(m_strict.start(certificates() + strict), qPrintable(m_strict.complaint()));
}

void TestTlsListener::cleanupTestCase() {
  for (HostileTlsServer* server : {&m_names, &m_routes, &m_clients, &m_strict}) QCOMPARE(server->stop(), QString());
}

void TestTlsListener::showsTheCertificateOfTheName_data() {
  QTest::addColumn<QString>("host");
  QTest::addColumn<bool>("accepted");
  QTest::newRow("the first one's name") << "localhost" << true;
  QTest::newRow("an address: no name is sent") << "127.0.0.1" << true;
  QTest::newRow("the second one, RSA") << "second.test" << true;
  QTest::newRow("its other name, in capitals") << "B.Test" << true;
  QTest::newRow("a wildcard") << "a.wild.test" << true;
  QTest::newRow("exact before wildcard") << "exact.wild.test" << true;
  QTest::newRow("a wildcard is one label") << "a.b.wild.test" << false;
  QTest::newRow("nobody's: the first, which does not have it") << "nobody.test" << false;
}

void TestTlsListener::showsTheCertificateOfTheName() {
  QFETCH(QString, host);
  QFETCH(bool, accepted);
  for (const char* version : {"--http1.1", "--http2"}) {
    const CommandResult result = curl(m_names.port(), host, {version, "-o", "/dev/null", "-w", "%{http_code}"});
    // 60: the certificate is not for that name (curl(1)).
    QCOMPARE(result.exitCode, accepted ? 0 : 60);
    if (accepted) QCOMPARE(result.output, QByteArray("200"));
  }
  const CommandResult shown =
      runCommand("openssl", {"s_client", "-connect", QString("127.0.0.1:%1").arg(m_names.port()), "-servername", host});
  if (host == "exact.wild.test") QVERIFY2(shown.output.contains("subject=CN = exact"), shown.text().constData());
  if (host == "nobody.test") QVERIFY2(shown.output.contains("subject=CN = first"), shown.text().constData());
}

void TestTlsListener::refusesUnknownNamesWhereAsked() {
  HostileTlsServer server;
  QVERIFY2(server.start(certificates() + "[listener.tls]\nunknown_names = \"refuse\"\n"),
           qPrintable(server.complaint()));
  server.remember();
  for (const char* name : {"nobody.test", "a.b.wild.test", "../../etc/passwd", "10.0.0.1"}) {
    TlsPeer peer(server.port());
    QVERIFY(peer.askFor(name));
    QVERIFY2(!peer.handshake(), name);
    QCOMPARE(peer.alert().value_or(-1), unrecognizedNameAlert);
  }
  {
    TlsPeer known(server.port());
    QVERIFY(known.askFor("a.wild.test"));
    QVERIFY(known.handshake());
    QCOMPARE(known.get(), 200);
  }
  // Who asks for no name is answered as ever.
  QCOMPARE(server.aftermath(), QString());
  QCOMPARE(server.stop(), QString());
}

void TestTlsListener::keepsARouteForCertificates_data() {
  QTest::addColumn<QString>("host");
  QTest::addColumn<QString>("header");
  QTest::addColumn<bool>("shows");
  QTest::addColumn<QByteArray>("status");
  QTest::newRow("open to all") << "second.test"
                               << "" << false << QByteArray("200");
  QTest::newRow("closed without one") << "b.test"
                                      << "" << false << QByteArray("403");
  QTest::newRow("open with one") << "b.test"
                                 << "" << true << QByteArray("200");
  QTest::newRow("by another name's connection") << "second.test"
                                                << "Host: b.test" << false << QByteArray("421");
  QTest::newRow("by another name's connection, with one") << "second.test"
                                                          << "Host: b.test" << true << QByteArray("200");
  QTest::newRow("by an address") << "127.0.0.1"
                                 << "Host: B.test" << false << QByteArray("403");
}

void TestTlsListener::keepsARouteForCertificates() {
  QFETCH(QString, host);
  QFETCH(QString, header);
  QFETCH(bool, shows);
  QFETCH(QByteArray, status);
  QStringList more{"-o", "/dev/null", "-w", "%{http_code}"};
  if (!header.isEmpty()) more += {"-H", header};
  if (shows) more += {"--cert", m_authority.path("client.pem"), "--key", m_authority.path("client.key")};
  for (const char* version : {"--http1.1", "--http2"}) {
    const CommandResult result = curl(m_routes.port(), host, more + QStringList{version});
    QVERIFY2(result.output == status, (QByteArray(version) + ": " + result.text()).constData());
  }
}

std::function<void(SSL_CTX*)> TestTlsListener::showing(const QString& name, int version) const {
  const TestAuthority& from = name == "stranger" ? m_stranger : m_authority;
  const QByteArray file = from.path(name + ".pem").toUtf8();
  const QByteArray key = from.path(name + ".key").toUtf8();
  return [=](SSL_CTX* context) {
    SSL_CTX_set_min_proto_version(context, version);
    SSL_CTX_set_max_proto_version(context, version);
    if (name.isEmpty()) return;
    if (SSL_CTX_use_certificate_chain_file(context, file.constData()) != 1 ||
        SSL_CTX_use_PrivateKey_file(context, key.constData(), SSL_FILETYPE_PEM) != 1) {
      qFatal("cannot use %s", file.constData());
    }
  };
}

void TestTlsListener::refusesClients_data() {
  QTest::addColumn<QString>("shown");
  QTest::addColumn<int>("version");
  QTest::addColumn<int>("alert");
  for (const auto& [name, version] : {std::pair("1.2", TLS1_2_VERSION), std::pair("1.3", TLS1_3_VERSION)}) {
    const int missing = version == TLS1_3_VERSION ? certificateRequiredAlert : handshakeFailureAlert;
    QTest::addRow("%s, none", name) << "" << version << missing;
    QTest::addRow("%s, accepted", name) << "client" << version << -1;
    QTest::addRow("%s, expired", name) << "expired" << version << certificateExpiredAlert;
    QTest::addRow("%s, another authority's", name) << "stranger" << version << unknownCaAlert;
    QTest::addRow("%s, revoked", name) << "revoked" << version << certificateRevokedAlert;
  }
}

void TestTlsListener::refusesClients() {
  QFETCH(QString, shown);
  QFETCH(int, version);
  QFETCH(int, alert);
  m_clients.remember();
  {
    TlsPeer peer(m_clients.port(), showing(shown, version));
    // A client of TLS 1.3 is done before the server has looked at its certificate.
    static_cast<void>(peer.handshake());
    if (alert == -1) {
      QCOMPARE(peer.get(), 200);
    } else {
      QVERIFY(peer.isEnded());
      QCOMPARE(peer.alert().value_or(-1), alert);
    }
  }
  QCOMPARE(m_clients.difference(), QString());
}

void TestTlsListener::noNameGoesAroundARequiredCertificate() {
  HostileTlsServer server;
  QVERIFY2(server.start(certificates() + askingClients("required", "ca.pem")), qPrintable(server.complaint()));
  for (const char* host : {"localhost", "second.test", "a.wild.test", "127.0.0.1"}) {
    const CommandResult refused = curl(server.port(), host, {"-H", "Host: b.test"});
    QVERIFY2(refused.exitCode != 0 && refused.output.isEmpty(), refused.text().constData());
    const CommandResult served =
        curl(server.port(), host, {"--cert", m_authority.path("client.pem"), "--key", m_authority.path("client.key")});
    QVERIFY2(served.exitCode == 0, served.text().constData());
  }
  QCOMPARE(server.stop(), QString());
}

void TestTlsListener::tellsNamesToComeBackWithTlsOnly_data() {
  QTest::addColumn<QString>("host");
  QTest::addColumn<QString>("path");
  QTest::addColumn<bool>("sent");
  QTest::newRow("a name") << "second.test"
                          << "/only" << true;
  QTest::newRow("a name, not found") << "second.test"
                                     << "/nothing" << true;
  QTest::newRow("localhost") << "localhost"
                             << "/" << false;
  QTest::newRow("an address") << "127.0.0.1"
                              << "/" << false;
}

void TestTlsListener::tellsNamesToComeBackWithTlsOnly() {
  QFETCH(QString, host);
  QFETCH(QString, path);
  QFETCH(bool, sent);
  for (const char* version : {"--http1.1", "--http2"}) {
    const CommandResult result = curl(m_strict.port(), host, {"-i", version, "--request-target", path});
    QCOMPARE(result.exitCode, 0);
    const QByteArray field = "\r\nstrict-transport-security: max-age=86400\r\n";
    QVERIFY2(result.output.toLower().contains(field) == sent, result.text().constData());
    QCOMPARE(result.output.toLower().contains("strict-transport-security"), sent);
  }
}

QTEST_GUILESS_MAIN(TestTlsListener)
#include "test_tls_listener.moc"
