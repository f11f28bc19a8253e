// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Composing, comparing and editing fit together: for many generated pairs of configurations, the text of the one,
// edited by their difference, is the other, and no comment is lost.

#include <QTest>
#include <algorithm>
#include <random>

#include "server/config/config_edit.h"
#include "server/config/config_removed.h"
#include "server/config/config_toml.h"

using config::Config;
using std::chrono::milliseconds;

namespace {

const std::filesystem::path file = "/etc/forkyard/shop.toml";

class Generator {
 public:
  explicit Generator(unsigned seed) : m_random(seed) {}

  int upTo(int most) { return std::uniform_int_distribution(0, most)(m_random); }
  bool chance() { return upTo(2) == 0; }

  Config config() {
    Config made;
    made.file = file;
    made.name = chance() ? "shop" : "n-" + std::to_string(upTo(9));
    if (chance()) made.title = "T \"ä\" \\ # " + std::to_string(upTo(9));
    if (chance()) made.cluster.workers = 1 + upTo(255);
    if (chance()) made.cluster.model = config::Model::Threads;
    if (chance()) made.cluster.distribution = config::Distribution::RoundRobin;
    if (chance()) made.cluster.user = "www";
    if (chance()) made.cluster.drainTimeout = duration();
    if (chance()) made.restart.giveUpAfter = upTo(20);
    if (chance()) made.restart.firstDelay = milliseconds(upTo(9));
    made.tls = tls();
    for (int index = upTo(3); index >= 0; --index) made.listeners.push_back(listener(index));
    for (int index = upTo(3); index >= 0; --index) made.routes.push_back(route(index));
    if (chance()) made.limits.body = static_cast<std::uint64_t>(upTo(100'000'000));
    if (chance()) made.limits.streams = 1 + upTo(99);
    if (chance()) made.timeouts.send = duration();
    if (chance()) made.sessions.store = chance() ? config::SessionStoreKind::Worker : config::SessionStoreKind::Redis;
    if (chance()) config::parseRedisAddress("redis://app:s%22%5c@redis.test:6380/1", made.sessions.redis);
    if (chance()) made.sessions.redisCa = "/etc/forkyard/redis.pem";
    if (made.sessions.store == config::SessionStoreKind::Redis && chance())
      made.sessions.ticketSecret = "/etc/forkyard/tickets.secret";
    if (chance()) made.sessions.memory = static_cast<std::uint64_t>(1 + upTo(99)) * 1024 * 1024;
    if (chance()) made.sessions.lifetime = duration();
    for (int index = upTo(2); index > 0; --index) made.rateLimits.push_back(rateLimit(index));
    if (chance()) made.control.group = "adm";
    if (chance()) made.metrics = {chance() ? "127.0.0.1" : "::1", 9000 + upTo(99)};
    if (upTo(2) == 0) made.log = {config::AccessLog::Events};
    if (upTo(2) == 0) made.log = {config::AccessLog::File, chance() ? "/etc/forkyard/access.log" : "/var/log/a.log"};
    return made;
  }

  /// `text` as a hand might have written it: with comments, in other spacing, perhaps with CRLF.
  QByteArray decorated(const std::string& text) {
    QByteArrayList lines = QByteArray::fromStdString(text).split('\n');
    lines.removeLast();
    QByteArray written;
    const QByteArray newline = chance() ? "\r\n" : "\n";
    int number = 0;
    for (QByteArray line : lines) {
      // A line of its own stands before keys only: what follows the last key of a table belongs to the next one.
      const bool key = line.contains(" = ");
      if (key && chance()) written += "  # mark " + QByteArray::number(number++) + newline;
      if (key && chance()) line.replace(line.indexOf(" = "), 3, "=");
      if (key && chance()) line = "\t" + line + " # aside";
      written += line + newline;
    }
    return written;
  }

 private:
  milliseconds duration() { return milliseconds(1000 + upTo(100'000)); }
  config::Tls tls() {
    config::Tls made;
    if (chance()) made.profile = config::TlsProfile::Modern;
    if (chance()) made.clientCa = chance() ? "/etc/forkyard/ca.pem" : "/else/ca.pem";
    if (chance()) made.ticketRotation = duration();
    if (chance()) made.unknownNames = config::UnknownNames::Refuse;
    if (chance()) made.hsts = duration();
    if (!made.clientCa.empty() && chance()) made.clientCertificates = config::ClientCertificates::Required;
    return made;
  }
  config::RateLimit rateLimit(int index) {
    config::RateLimit made;
    if (chance()) made.host = "*.a.test";
    made.path = "/" + std::to_string(index);
    if (chance()) made.header = "x-api-key";
    if (chance()) made.rate = {1 + upTo(999), chance() ? std::chrono::seconds(60) : std::chrono::seconds(3600)};
    made.burst = 1 + upTo(9);
    return made;
  }
  config::Listener listener(int index) {
    config::Listener made;
    if (chance()) made.address = "::";
    made.port = 1000 * (index + 1) + upTo(99);
    made.protocol = static_cast<config::Protocol>(upTo(2));
    if (chance()) made.certificates.emplace_back(config::StoredCertificate{"site \"1\""});
    if (chance()) {
      made.certificates.emplace_back(config::CertificateFiles{
          "/etc/forkyard/a.pem", "/k/a.key", {"/etc/forkyard/sub/b.pem", "/etc/forkyard/c#.pem"}});
    }
    if (chance()) made.tls = tls();
    if (chance()) made.proxyProtocol = {config::AddressRange{}};
    if (chance()) made.proxyProtocol.push_back(*config::parseAddressRange("10.0.0.0/8"));
    return made;
  }
  config::ProxyRoute proxy() {
    config::ProxyRoute made;
    for (const char* text : {"http://127.0.0.1:3000", "https://a.test", "unix:/run/app.sock"}) {
      if (made.to.empty() || chance()) config::parseBackendAddress(text, made.to.emplace_back());
    }
    made.websocket = chance();
    if (chance()) made.forwarded = config::ForwardedPolicy::Append;
    if (chance()) made.ca = "/etc/forkyard/ca.pem";
    return made;
  }
  config::Route route(int index) {
    config::Route made;
    if (chance()) made.host = "*.a.test";
    made.scheme = static_cast<config::Scheme>(upTo(2));
    made.path = "/" + std::to_string(index);
    config::HelloRoute hello;
    if (chance()) hello.text = "Hi";
    if (chance()) hello.crashAfter = duration();
    made.handler = hello;
    if (chance()) {
      config::FilesRoute files;
      files.root = chance() ? "/" : "/etc";
      if (chance()) files.index = {"a.html", "b.html"};
      files.listing = chance();
      if (chance()) files.fallback = "app/index.html";
      if (chance()) files.cacheControl = "max-age=60";
      made.handler = files;
    }
    if (upTo(9) == 0) made.handler = config::VisitsRoute{};
    if (chance()) made.headers = {{"X-Frame-Options", "DENY"}, {"X", "\"q\""}};
    if (chance() && !std::holds_alternative<config::FilesRoute>(made.handler)) made.strip = made.path;
    if (upTo(4) == 0) made.handler = config::RedirectRoute{"https://b.test{uri}", chance() ? 308 : 302};
    if (upTo(9) == 0) {
      made.strip.clear();
      made.path = "/.well-known/acme-challenge/";
      made.host = "h" + std::to_string(index) + ".test";
      made.handler = config::AcmeChallengeRoute{chance() ? "/etc/forkyard/web" : ""};
    }
    if (upTo(3) == 0) made.handler = proxy();
    return made;
  }

  std::mt19937 m_random;
};

QByteArrayList marksIn(const QByteArray& text) {
  QByteArrayList marks;
  for (const QByteArray& line : text.split('\n')) {
    if (line.startsWith("  # mark ")) marks << line.trimmed();
  }
  return marks;
}

}  // namespace

class TestConfigDifference : public QObject {
  Q_OBJECT

 private slots:
  void nothingChangedIsNoChange();
  void tellsOnlyTheKeysThatDiffer();
  void composedTextIsTheSameConfig();
  void editsTurnOneIntoTheOther();
  void anInheritedKeyDoesNotFollow();
  void aSecondListenerBesideTheUnwrittenOne();
  void whatIsRemovedFromTheMiddleTakesOnlyItself();
  void anotherHandlerIsWrittenWhereTheOldOneStood();
};

void TestConfigDifference::nothingChangedIsNoChange() {
  for (unsigned seed = 0; seed < 50; ++seed) {
    const Config one = Generator(seed).config();
    QVERIFY(config::difference(one, one).empty());
  }
}

void TestConfigDifference::tellsOnlyTheKeysThatDiffer() {
  const Config before = config::demo();
  Config after = before;
  after.cluster.workers = 3;
  after.listeners[0].port = 8086;
  const auto changes = config::difference(before, after);
  QCOMPARE(changes.size(), std::size_t(2));
  QVERIFY((changes[0].key == config::KeyPath{"cluster", "workers"}));
  QCOMPARE(changes[0].value, std::string("3"));
  QVERIFY((changes[1].key == config::KeyPath{"listener", std::size_t(0), "port"}));
  QCOMPARE(changes[1].value, std::string("8086"));
}

void TestConfigDifference::composedTextIsTheSameConfig() {
  for (unsigned seed = 0; seed < 100; ++seed) {
    const Config one = Generator(seed).config();
    const std::string text = config::compose(one);
    const auto parsed = config::parse(text, file);
    QVERIFY2(parsed, parsed ? "" : (parsed.error().sentence + "\n" + text).c_str());
    QVERIFY2(*parsed == one, text.c_str());
  }
  const std::string demo = config::compose(config::demo());
  QVERIFY2(*config::parse(demo, {}) == config::demo(), demo.c_str());
  QVERIFY(demo.find("port = 8443") != std::string::npos);
}

void TestConfigDifference::editsTurnOneIntoTheOther() {
  for (unsigned seed = 0; seed < 150; ++seed) {
    Generator generator(seed);
    const Config before = generator.config();
    const Config after = generator.config();
    const QByteArray text = generator.decorated(config::compose(before));
    QVERIFY(*config::parse(text.toStdString(), file) == before);
    const auto edited = config::applyChanges(text.toStdString(), config::difference(before, after), file);
    QVERIFY2(edited,
             edited ? ""
                    : qPrintable(QString("seed %1: %2\n%3")
                                     .arg(seed)
                                     .arg(QString::fromStdString(edited.error().sentence), QString::fromUtf8(text))));
    const auto parsed = config::parse(*edited, file);
    QVERIFY2(parsed && *parsed == after, edited->c_str());

    const QByteArray result = QByteArray::fromStdString(*edited);
    const bool removed = !config::removedListeners(before.listeners, after.listeners).empty() ||
                         !config::removedRoutes(before.routes, after.routes).empty() ||
                         !config::removedRateLimits(before.rateLimits, after.rateLimits).empty();
    const bool tlsGone =
        std::ranges::any_of(before.listeners, [](const auto& listener) { return listener.tls.has_value(); });
    if (!removed && !tlsGone) QCOMPARE(marksIn(result), marksIn(text));
    // One kind of newline before, the same after.
    if (!text.contains('\r')) QVERIFY(!result.contains('\r'));
    if (text.contains('\r')) QCOMPARE(result.count("\r\n"), result.count('\n'));
  }
}

void TestConfigDifference::anInheritedKeyDoesNotFollow() {
  const std::string text = "[[listener]]\n[listener.tls]\nticket_rotation = '1h'\n";
  const auto before = config::parse(text, file);
  Config after = *before;
  after.tls.profile = config::TlsProfile::Modern;
  const auto edited = config::applyChanges(text, config::difference(*before, after), file);
  QVERIFY(edited);
  QVERIFY2(*config::parse(*edited, file) == after, edited->c_str());
  QVERIFY(config::parse(*edited, file)->listeners[0].tls->profile == config::TlsProfile::Intermediate);
}

void TestConfigDifference::aSecondListenerBesideTheUnwrittenOne() {
  const auto before = config::parse("name = 'a'\n", file);
  Config after = *before;
  after.listeners.emplace_back().port = 8444;
  after.routes.emplace_back().path = "/b";
  const auto edited = config::applyChanges("name = 'a'\n", config::difference(*before, after), file);
  QVERIFY2(edited, edited ? "" : edited.error().sentence.c_str());
  QVERIFY2(*config::parse(*edited, file) == after, edited->c_str());
}

void TestConfigDifference::whatIsRemovedFromTheMiddleTakesOnlyItself() {
  const std::string text =
      "[[listener]]\nport = 1\n# second\n[[listener]]\nport = 2\n# third\n[[listener]]\nport = 3\n"
      "[[route]]\npath = '/a' # a\nhandler = 'hello'\ntext = 'A'\n[[route]]\npath = '/b' # b\nhandler = 'hello'\n"
      "text = 'B'\n[[route]]\npath = '/c' # c\nhandler = 'hello'\ntext = 'C'\n";
  const auto before = config::parse(text, file);
  QVERIFY(before);
  Config after = *before;
  after.listeners.erase(after.listeners.begin() + 1);
  after.routes.erase(after.routes.begin() + 1);
  // Beside the removal: another is renamed, and one is new.
  after.routes[1].path = "/see";
  after.routes.emplace_back().path = "/d";
  const auto edited = config::applyChanges(text, config::difference(*before, after), file);
  QVERIFY2(edited, edited ? "" : edited.error().sentence.c_str());
  QVERIFY2(*config::parse(*edited, file) == after, edited->c_str());
  for (const char* kept : {"port = 1\n", "port = 3\n", "'/a' # a\n", "\"/see\" # c\n"})
    QVERIFY2(edited->find(kept) != std::string::npos, edited->c_str());
  for (const char* gone : {"port = 2", "# b"}) QVERIFY2(edited->find(gone) == std::string::npos, edited->c_str());
}

void TestConfigDifference::anotherHandlerIsWrittenWhereTheOldOneStood() {
  const std::string text =
      "[[route]]\npath = '/' # mine\nhandler = 'hello'\ntext = 'A'\ncrash_after = '1s'\n[[route]]\npath = '/b'\n"
      "handler = 'hello'\n";
  const auto before = config::parse(text, file);
  Config after = *before;
  after.routes[0].handler = config::HelloRoute{};
  after.routes.pop_back();
  const auto edited = config::applyChanges(text, config::difference(*before, after), file);
  QVERIFY2(edited && edited->find("path = '/' # mine") != std::string::npos, edited ? edited->c_str() : "");
  QVERIFY2(*config::parse(*edited, file) == after, edited->c_str());
}

QTEST_GUILESS_MAIN(TestConfigDifference)
#include "test_config_difference.moc"
