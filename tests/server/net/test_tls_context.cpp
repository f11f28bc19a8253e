// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// What a TLS listener agrees to: versions, ciphers, application protocols, names, client certificates.

#include <QTemporaryDir>
#include <QTest>

#include "tests/server/net/tls_exchange.h"

using namespace net;
using config::ClientCertificates;
using config::Protocol;
using config::TlsProfile;
using test::TlsClientSettings;
using test::TlsExchange;

namespace {

const std::string bothProtocols = "\x02h2\x08http/1.1";
const std::string http1Only = "\x08http/1.1";
const std::string http2Only = "\x02h2";
const std::string foreign =
    "\x03"
    "foo";

}  // namespace

class TestTlsContext : public QObject {
  Q_OBJECT
 private slots:
  void initTestCase() {
    m_identity = test::makeIdentity({"localhost"});
    m_keys = std::make_unique<TicketKeys>(*TicketKeys::generate());
  }

  void agreesOnAProtocol_data() {
    QTest::addColumn<Protocol>("protocol");
    QTest::addColumn<std::string>("offered");
    QTest::addColumn<std::string>("agreed");
    QTest::newRow("http2, both") << Protocol::Http2 << bothProtocols << std::string("h2");
    QTest::newRow("http2, the client's order does not count")
        << Protocol::Http2 << http1Only + http2Only << std::string("h2");
    QTest::newRow("http2, an HTTP/1.1 client") << Protocol::Http2 << http1Only << std::string("http/1.1");
    QTest::newRow("http2, no ALPN") << Protocol::Http2 << std::string() << std::string();
    QTest::newRow("http2, one of many") << Protocol::Http2 << foreign + http2Only << std::string("h2");
    QTest::newRow("https, both") << Protocol::Https << bothProtocols << std::string("http/1.1");
    QTest::newRow("https, no ALPN") << Protocol::Https << std::string() << std::string();
  }
  void agreesOnAProtocol() {
    QFETCH(Protocol, protocol);
    QFETCH(std::string, offered);
    QFETCH(std::string, agreed);
    const auto context = make({}, protocol);
    TlsExchange exchange(*context, {.protocols = offered});
    QVERIFY(exchange.handshake());
    QCOMPARE(std::string(exchange.server->protocol()), agreed);
    QCOMPARE(exchange.client->protocol(), agreed);
  }

  void refusesWithoutAProtocolInCommon_data() {
    QTest::addColumn<Protocol>("protocol");
    QTest::addColumn<std::string>("offered");
    QTest::newRow("http2") << Protocol::Http2 << foreign;
    QTest::newRow("https, an HTTP/2 client") << Protocol::Https << http2Only;
  }
  void refusesWithoutAProtocolInCommon() {
    QFETCH(Protocol, protocol);
    QFETCH(std::string, offered);
    const auto context = make({}, protocol);
    TlsExchange exchange(*context, {.protocols = offered});
    QVERIFY(!exchange.handshake());
    QCOMPARE(exchange.client->failure, std::string("tlsv1 alert no application protocol"));
    QCOMPARE(exchange.server->failure(), std::string_view("no application protocol (ALPN) in common"));
  }

  void keepsToItsVersions_data() {
    QTest::addColumn<TlsProfile>("profile");
    QTest::addColumn<int>("version");
    QTest::addColumn<bool>("accepted");
    QTest::newRow("intermediate, 1.0") << TlsProfile::Intermediate << TLS1_VERSION << false;
    QTest::newRow("intermediate, 1.1") << TlsProfile::Intermediate << TLS1_1_VERSION << false;
    QTest::newRow("intermediate, 1.2") << TlsProfile::Intermediate << TLS1_2_VERSION << true;
    QTest::newRow("intermediate, 1.3") << TlsProfile::Intermediate << TLS1_3_VERSION << true;
    QTest::newRow("modern, 1.2") << TlsProfile::Modern << TLS1_2_VERSION << false;
    QTest::newRow("modern, 1.3") << TlsProfile::Modern << TLS1_3_VERSION << true;
  }
  void keepsToItsVersions() {
    QFETCH(TlsProfile, profile);
    QFETCH(int, version);
    QFETCH(bool, accepted);
    config::Tls tls;
    tls.profile = profile;
    const auto context = make(tls);
    TlsExchange exchange(*context, {.oldest = version, .newest = version});
    QCOMPARE(exchange.handshake(), accepted);
    if (accepted) return;
    QCOMPARE(exchange.client->failure, std::string("tlsv1 alert protocol version"));
    QCOMPARE(exchange.server->failure(), std::string_view("only TLS versions that are too old were offered"));
  }

  void keepsToItsCiphers_data() {
    QTest::addColumn<std::string>("ciphers");
    QTest::addColumn<bool>("accepted");
    QTest::newRow("GCM") << std::string("ECDHE-ECDSA-AES128-GCM-SHA256") << true;
    QTest::newRow("ChaCha20") << std::string("ECDHE-ECDSA-CHACHA20-POLY1305") << true;
    QTest::newRow("CBC") << std::string("ECDHE-ECDSA-AES128-SHA:ECDHE-ECDSA-AES256-SHA384") << false;
    QTest::newRow("no forward secrecy") << std::string("AES128-GCM-SHA256") << false;
  }
  void keepsToItsCiphers() {
    QFETCH(std::string, ciphers);
    QFETCH(bool, accepted);
    const auto context = make({});
    TlsExchange exchange(*context, {.newest = TLS1_2_VERSION, .ciphers = ciphers});
    QCOMPARE(exchange.handshake(), accepted);
    if (!accepted) QCOMPARE(exchange.server->failure(), std::string_view("no cipher in common"));
  }

  void offersMozillasCiphersAndNoOthers() {
    // Guidelines 5.7, intermediate, less finite-field Diffie-Hellman.
    const QStringList allowed = {"ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-ECDSA-AES256-GCM-SHA384",
                                 "ECDHE-ECDSA-CHACHA20-POLY1305", "TLS_AES_128_GCM_SHA256",
                                 "TLS_AES_256_GCM_SHA384",        "TLS_CHACHA20_POLY1305_SHA256"};
    const auto context = make({});
    const certificates::SslContextPointer every(SSL_CTX_new(TLS_method()));
    SSL_CTX_set_security_level(every.get(), 0);
    QCOMPARE(SSL_CTX_set_cipher_list(every.get(), "ALL:COMPLEMENTOFALL"), 1);
    const certificates::SslPointer known(SSL_new(every.get()));
    QStringList agreed;
    for (int index = 0; SSL_get_cipher_list(known.get(), index) != nullptr; ++index) {
      const std::string name = SSL_get_cipher_list(known.get(), index);
      const bool newest = name.starts_with("TLS_");
      TlsExchange exchange(*context, {.newest = newest ? TLS1_3_VERSION : TLS1_2_VERSION,
                                      .ciphers = newest ? std::string() : name,
                                      .suites = newest ? name : std::string()});
      if (exchange.handshake()) agreed << SSL_CIPHER_get_name(SSL_get_current_cipher(exchange.client->ssl.get()));
    }
    agreed.sort();
    QCOMPARE(agreed, allowed);
  }

  void letsTheClientChooseTheCipher() {
    const auto context = make({});
    for (const char* first : {"ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-ECDSA-CHACHA20-POLY1305"}) {
      TlsExchange exchange(*context, {.newest = TLS1_2_VERSION, .ciphers = std::string(first) + ":ALL"});
      QVERIFY(exchange.handshake());
      QCOMPARE(SSL_CIPHER_get_name(SSL_get_current_cipher(exchange.client->ssl.get())), first);
    }
  }

  void agreesOnMozillasCurvesOnly_data() {
    QTest::addColumn<std::string>("group");
    QTest::addColumn<bool>("accepted");
    QTest::newRow("X25519") << std::string("X25519") << true;
    QTest::newRow("P-256") << std::string("P-256") << true;
    QTest::newRow("P-384") << std::string("P-384") << true;
    QTest::newRow("P-521") << std::string("P-521") << false;
    QTest::newRow("X448") << std::string("X448") << false;
    QTest::newRow("finite field") << std::string("ffdhe2048") << false;
  }
  void agreesOnMozillasCurvesOnly() {
    QFETCH(std::string, group);
    QFETCH(bool, accepted);
    const auto context = make({});
    TlsExchange exchange(*context, {.groups = group});
    QCOMPARE(exchange.handshake(), accepted);
  }

  void refusesUnknownNamesWhereAsked_data() {
    QTest::addColumn<std::string>("asked");
    QTest::addColumn<bool>("accepted");
    QTest::newRow("known") << std::string("localhost") << true;
    QTest::newRow("capitals") << std::string("LocalHost") << true;
    QTest::newRow("none") << std::string() << true;
    QTest::newRow("unknown") << std::string("nobody.test") << false;
    QTest::newRow("an address") << std::string("127.0.0.1") << false;
    QTest::newRow("a path") << std::string("../../etc/passwd") << false;
  }
  void refusesUnknownNamesWhereAsked() {
    QFETCH(std::string, asked);
    QFETCH(bool, accepted);
    config::Tls tls;
    tls.unknownNames = config::UnknownNames::Refuse;
    const auto context = make(tls);
    TlsExchange exchange(*context, {.serverName = asked});
    QCOMPARE(exchange.handshake(), accepted);
    if (accepted) return;
    QCOMPARE(exchange.client->failure, std::string("tlsv1 unrecognized name"));
    QCOMPARE(exchange.server->failure(), std::string_view("no certificate for the name that was asked for"));
  }

  void showsTheCertificateOfTheName_data() {
    QTest::addColumn<std::string>("asked");
    QTest::addColumn<std::string>("shown");
    QTest::addColumn<std::string>("told");
    const auto row = [](const char* what, const std::string& asked, const char* shown, const char* told) {
      QTest::newRow(what) << asked << std::string(shown) << std::string(told);
    };
    row("no name", "", "first.test", "");
    row("exact", "second.test", "second.test", "second.test");
    row("another name of the same", "also-second.test", "second.test", "also-second.test");
    row("capitals", "SECOND.Test", "second.test", "second.test");
    row("wildcard", "a.third.test", "*.third.test", "a.third.test");
    row("exact before wildcard", "exact.third.test", "exact.third.test", "exact.third.test");
    row("a wildcard is one label", "a.b.third.test", "first.test", "a.b.third.test");
    row("a wildcard is not its parent", "third.test", "first.test", "third.test");
    row("unknown", "nobody.test", "first.test", "nobody.test");
    row("an address", "127.0.0.1", "first.test", "");
    row("an escape sequence", "\x1b[31mred.test", "first.test", "");
    row("a path", "../../etc/passwd", "first.test", "");
    row("254 bytes", std::string(250, 'a') + ".com", "first.test", "");
  }
  void showsTheCertificateOfTheName() {
    QFETCH(std::string, asked);
    QFETCH(std::string, shown);
    QFETCH(std::string, told);
    std::vector<certificates::Identity> identities;
    identities.push_back(test::makeIdentity({"first.test"}));
    identities.push_back(test::makeIdentity({"second.test", "also-second.test"}));
    identities.push_back(test::makeIdentity({"*.third.test"}));
    identities.push_back(test::makeIdentity({"exact.third.test", "second.test"}));
    std::vector<const certificates::Identity*> pointers;
    for (const auto& identity : identities) pointers.push_back(&identity);
    const auto context = TlsContext::create(pointers, {}, Protocol::Http2, *m_keys);
    QVERIFY(context);
    TlsExchange exchange(**context, {.protocols = bothProtocols, .serverName = asked});
    QVERIFY(exchange.handshake());
    QCOMPARE(exchange.client->certificateName(), shown);
    QCOMPARE(std::string(exchange.server->tls().serverName), told);
    QCOMPARE(exchange.client->protocol(), std::string("h2"));
  }

  void asksForClientCertificates_data() {
    QTest::addColumn<ClientCertificates>("mode");
    QTest::addColumn<QString>("shown");
    QTest::addColumn<int>("version");
    QTest::addColumn<bool>("accepted");
    QTest::addColumn<QString>("told");
    for (const auto& [name, version] : {std::pair("1.3", TLS1_3_VERSION), std::pair("1.2", TLS1_2_VERSION)}) {
      const auto row = [version = version, name = name](const char* what, ClientCertificates mode, const char* shown,
                                                        bool accepted, const char* told) {
        QTest::addRow("%s, %s", name, what) << mode << QString(shown) << version << accepted << QString(told);
      };
      row("off", ClientCertificates::Off, "known", true, "");
      row("optional, none", ClientCertificates::Optional, "", true, "");
      row("optional, known", ClientCertificates::Optional, "known", true, "CN=client.test");
      row("optional, unknown", ClientCertificates::Optional, "unknown", false, "the client's certificate was refused");
      row("required, none", ClientCertificates::Required, "", false, "the client showed no certificate");
      row("required, known", ClientCertificates::Required, "known", true, "CN=client.test");
      row("required, unknown", ClientCertificates::Required, "unknown", false, "the client's certificate was refused");
    }
  }
  void asksForClientCertificates() {
    QFETCH(ClientCertificates, mode);
    QFETCH(QString, shown);
    QFETCH(int, version);
    QFETCH(bool, accepted);
    QFETCH(QString, told);
    const certificates::Identity known = test::makeClientIdentity("client.test");
    const certificates::Identity unknown = test::makeClientIdentity("stranger.test");
    const auto context = make(askingFor(mode, known));
    TlsClientSettings settings{.newest = version};
    if (!shown.isEmpty()) settings.identity = shown == "known" ? &known : &unknown;
    TlsExchange exchange(*context, settings);
    exchange.handshake();
    QCOMPARE(exchange.outcome == HandshakeOutcome::Done, accepted);
    const std::string_view seen = accepted ? exchange.server->tls().certificateName : exchange.server->failure();
    QVERIFY2(seen.starts_with(told.toStdString()) && seen.empty() == told.isEmpty(), std::string(seen).c_str());
  }

  void aTicketDoesNotOpenAListenerThatAsksForMore() {
    const certificates::Identity known = test::makeClientIdentity("client.test");
    const auto open = make({});
    const auto closed = make(askingFor(ClientCertificates::Required, known));
    TlsExchange first(*open, {});
    QVERIFY(first.handshake());
    QVERIFY(first.client->session);
    TlsExchange second(*closed, {.session = first.client->session.get()});
    second.handshake();
    QCOMPARE(second.outcome, HandshakeOutcome::Failed);
  }

  void aClientCaThatIsNotThereIsSaid() {
    config::Tls tls;
    tls.clientCertificates = ClientCertificates::Required;
    tls.clientCa = "/nonexistent/ca.pem";
    const auto context = TlsContext::create({&m_identity}, tls, Protocol::Https, *m_keys);
    QVERIFY(!context);
    QCOMPARE(context.error().problems.at(0).code, base::ProblemCode::CertificateMissing);
    QVERIFY(!TlsContext::create({}, {}, Protocol::Https, *m_keys));
  }

  void theIdentityIsNotNeededAfterwards() {
    std::unique_ptr<TlsContext> context;
    {
      const certificates::Identity identity = test::makeIdentity({"gone.test"});
      context = *TlsContext::create({&identity}, {}, Protocol::Https, *m_keys);
    }
    TlsExchange exchange(*context);
    QVERIFY(exchange.handshake());
    QCOMPARE(exchange.client->certificateName(), std::string("gone.test"));
  }

 private:
  std::unique_ptr<TlsContext> make(const config::Tls& tls, Protocol protocol = Protocol::Http2) {
    return std::move(*TlsContext::create({&m_identity}, tls, protocol, *m_keys));
  }
  config::Tls askingFor(ClientCertificates mode, const certificates::Identity& authority) {
    config::Tls tls;
    tls.clientCertificates = mode;
    tls.clientCa = m_folder.filePath("ca.pem").toStdString();
    if (!certificates::writeCertificate(tls.clientCa, authority.leaf.get())) qFatal("cannot write the client CA");
    return tls;
  }

  QTemporaryDir m_folder;
  certificates::Identity m_identity;
  std::unique_ptr<TicketKeys> m_keys;
};

QTEST_GUILESS_MAIN(TestTlsContext)
#include "test_tls_context.moc"
