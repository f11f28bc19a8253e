// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// forkyard.toml as text: every key is read, and every kind of mistake is told with its place.

#include <QTest>

#include "server/config/config_toml.h"

using namespace std::chrono_literals;
using base::ProblemCode;

class TestConfigToml : public QObject {
  Q_OBJECT

 private slots:
  void readsEveryKey();
  void takesPathsFromTheFilesFolder();
  void aListenersTlsStartsFromTheCommonOne();
  void namesAServerAfterItsFile_data();
  void namesAServerAfterItsFile();
  void acceptsEdgesAndSpellings_data();
  void acceptsEdgesAndSpellings();
  void saysWhatIsWrongAndWhere_data();
  void saysWhatIsWrongAndWhere();
  void tellsEverythingAtOnce();
  void aMistakeIsNotToldTwice();
  void boundsWhatItReports();
  void longAndWildTextIsCutAndEscaped();
};

void TestConfigToml::readsEveryKey() {
  const auto parsed = config::parse(R"(
name = "shop-1"
title = "Der Laden \U0001F6D2"
[cluster]
workers = 3
model = "threads"
distribution = "round-robin"
user = "www-data"
boot_timeout = "5s"
hang_timeout = "6s"
drain_timeout = "7s"
[restart]
first_delay = "100ms"
max_delay = "2s"
stable_after = "1m"
give_up_after = 0
[tls]
profile = "modern"
client_certificates = "optional"
client_ca = "/etc/ca.pem"
unknown_names = "refuse"
hsts = "730d"
ticket_rotation = "1h"
[[listener]]
address = "::"
port = 0
protocol = "https"
certificates = ["localhost", { certificate = "/a.pem", key = "/a.key", ca = ["/b.pem", "/c.pem"] }]
proxy_protocol = ["10.0.0.0/8", "::1"]
[[route]]
host = "Example.TEST"
scheme = "https"
path = "/a/"
client_certificate = "required"
handler = "hello"
text = "Hi"
crash_after = "1s"
[limits]
connections_per_worker = 11
request_line = "1KiB"
header_block = "2KiB"
header_fields = 12
body = "3MiB"
streams = 13
[timeouts]
handshake = "1s"
request_header = "2s"
request_body = "3s"
keep_alive = "4s"
send = "5s"
[sessions]
store = "worker"
memory = "2MiB"
lifetime = "6s"
redis = "unix:/run/redis.sock?db=1"
redis_ca = "ca.pem"
redis_certificate = "/client.pem"
redis_key = "client.key"
[[rate_limit]]
rate = "20/m"
[[rate_limit]]
host = "*.Example.test"
path = "/api"
key = "header:X-Api-Key"
rate = "100/s"
burst = 200
[control]
group = "adm"
[log]
access = "logs/access.log"
[metrics]
listen = "[::1]:9100"
)",
                                    "/etc/forkyard/shop.toml");
  QVERIFY2(parsed, parsed ? "" : parsed.error().sentence.c_str());
  config::Config wanted;
  wanted.file = "/etc/forkyard/shop.toml";
  wanted.name = "shop-1";
  wanted.title = "Der Laden \U0001F6D2";
  wanted.cluster = {3, config::Model::Threads, config::Distribution::RoundRobin, "www-data", 5s, 6s, 7s};
  wanted.restart = {100ms, 2s, 60s, 0};
  wanted.tls = {config::TlsProfile::Modern,
                config::ClientCertificates::Optional,
                "/etc/ca.pem",
                config::UnknownNames::Refuse,
                730 * 24h,
                3600s};
  config::Listener listener;
  listener.address = "::";
  listener.port = 0;
  listener.protocol = config::Protocol::Https;
  listener.certificates = {config::StoredCertificate{"localhost"},
                           config::CertificateFiles{"/a.pem", "/a.key", {"/b.pem", "/c.pem"}}};
  listener.proxyProtocol = {*config::parseAddressRange("10.0.0.0/8"), *config::parseAddressRange("::1/128")};
  wanted.listeners = {listener};
  wanted.routes = {{"example.test", config::Scheme::Https, "/a/", config::HelloRoute{"Hi", 1s},
                    config::ClientCertificates::Required}};
  wanted.limits = {11, 1024, 2048, 12, 3 * 1024 * 1024, 13};
  wanted.timeouts = {1s, 2s, 3s, 4s, 5s};
  wanted.sessions = {config::SessionStoreKind::Worker,
                     2 * 1024 * 1024,
                     6s,
                     {.kind = config::RedisAddress::Kind::Unix,
                      .host = "/run/redis.sock",
                      .port = 0,
                      .database = 1,
                      .text = "unix:/run/redis.sock?db=1"},
                     "/etc/forkyard/ca.pem",
                     "/client.pem",
                     "/etc/forkyard/client.key"};
  wanted.rateLimits = {{"*", "/", "", {20, 60s}, 20}, {"*.example.test", "/api", "x-api-key", {100, 1s}, 200}};
  wanted.control = {"adm"};
  wanted.log = {config::AccessLog::File, "/etc/forkyard/logs/access.log"};
  wanted.metrics = {"::1", 9100};
  QVERIFY(*parsed == wanted);
}

void TestConfigToml::takesPathsFromTheFilesFolder() {
  const auto parsed = config::parse(R"(
[tls]
client_ca = "ca.pem"
[[listener]]
certificates = [{ certificate = "../a.pem", key = "/k/a.key", ca = ["sub/b.pem"] }]
)",
                                    "/etc/forkyard/shop.toml");
  QVERIFY2(parsed, parsed ? "" : parsed.error().sentence.c_str());
  const auto& files = std::get<config::CertificateFiles>(parsed->listeners[0].certificates[0]);
  QCOMPARE(files.certificate, std::filesystem::path("/etc/forkyard/../a.pem"));
  QCOMPARE(files.key, std::filesystem::path("/k/a.key"));
  QCOMPARE(files.ca[0], std::filesystem::path("/etc/forkyard/sub/b.pem"));
  QCOMPARE(parsed->tls.clientCa, std::filesystem::path("/etc/forkyard/ca.pem"));
  const auto relative = config::parse("[tls]\nclient_ca = \"ca.pem\"", "shop.toml");
  QCOMPARE(relative->tls.clientCa, std::filesystem::current_path() / "ca.pem");
  QCOMPARE(relative->file, std::filesystem::current_path() / "shop.toml");
}

void TestConfigToml::aListenersTlsStartsFromTheCommonOne() {
  // The order in the file does not matter.
  const auto parsed = config::parse(R"(
[[listener]]
[listener.tls]
ticket_rotation = "1h"
[[listener]]
port = 1
[tls]
profile = "modern"
)",
                                    "f.toml");
  QVERIFY2(parsed, parsed ? "" : parsed.error().sentence.c_str());
  QVERIFY(parsed->listeners[0].tls);
  QVERIFY(parsed->listeners[0].tls->ticketRotation == 1h);
  QVERIFY(parsed->listeners[0].tls->profile == config::TlsProfile::Modern);
  QVERIFY(!parsed->listeners[1].tls);
}

void TestConfigToml::namesAServerAfterItsFile_data() {
  QTest::addColumn<QString>("file");
  QTest::addColumn<QString>("name");
  QTest::newRow("no file") << ""
                           << "demo";
  QTest::newRow("fits") << "/x/shop-1.toml"
                        << "shop-1";
  QTest::newRow("made to fit") << "My Shop (2).toml"
                               << "my-shop-2";
  QTest::newRow("nothing fits") << "\u30c6\u30b9\u30c8.toml"
                                << "demo";
  QTest::newRow("too long") << QString(60, 'a') + ".toml" << QString(40, 'a');
  QTest::newRow("cut at a dash") << QString(39, 'a') + " b.toml" << QString(39, 'a');
}

void TestConfigToml::namesAServerAfterItsFile() {
  QFETCH(QString, file);
  QTEST(QString::fromStdString(config::parse("", file.toStdString())->name), "name");
}

void TestConfigToml::acceptsEdgesAndSpellings_data() {
  QTest::addColumn<QByteArray>("text");
  const auto row = [](const char* name, const QByteArray& text) { QTest::newRow(name) << text; };
  row("empty", "");
  row("only a comment", "# nothing");
  row("byte order mark", "\xEF\xBB\xBFname = 'a'\n");
  row("CRLF", "name = 'a'\r\n[cluster]\r\nworkers = 1\r\n");
  row("PROXY headers", "listener = [{ port = 1, proxy_protocol = true }, { port = 2, proxy_protocol = false }]");
  row("no PROXY headers", "listener = [{ proxy_protocol = [] }]");
  row("no newline at the end", "[cluster]\nworkers = 256");
  row("auto", "cluster.workers = 'auto'");
  row("dotted keys", "cluster.workers = 1\ncluster.distribution = 'round-robin'");
  row("inline tables",
      "cluster = { workers = 1 }\nlistener = [{ port = 1 }, { port = 2, tls.ticket_rotation = '1h' }]");
  row("other integer spelling", "[[listener]]\nport = 0x1F90\n[limits]\nconnections_per_worker = 1_000");
  row("name of 40", "name = '" + QByteArray(40, 'z') + "'");
  row("port edges", "[[listener]]\nport = 0\n[[listener]]\nport = 65535");
  row("port 0 twice", "[[listener]]\nport = 0\n[[listener]]\nport = 0");
  row("same port, other address", "[[listener]]\n[[listener]]\naddress = '::1'");
  row("same port, names", "[[listener]]\naddress = 'a.test'\n[[listener]]\naddress = 'b.test'");
  row("no client CA for one listener", "tls.client_ca = 'a'\n[[listener]]\ntls.client_ca = ''");
  row("both families everywhere", "[[listener]]\naddress = '0.0.0.0'\n[[listener]]\naddress = '::'");
  row("link-local", "[[listener]]\naddress = 'fe80::1%eth0'");
  row("same path, other host", "[[route]]\n[[route]]\nhost = 'a.test'");
  row("same path, other scheme", "[[route]]\n[[route]]\nscheme = 'http'");
  row("wildcard host", "[[route]]\nhost = '*.a.test'");
  row("address as host", "[[route]]\nhost = '[::1]'");
  row("certificates with http", "[[listener]]\nprotocol = 'http'\ncertificates = ['localhost']");
  row("a challenge", "[[route]]\n[[route]]\nhandler = 'acme-challenge'\nroot = 'web'");
  row("files", "[[route]]\nhandler = 'files'\nroot = '/'\nindex = []\nlisting = true\nfallback = 'a/b.html'");
  row("an application",
      "[[route]]\nhandler = 'proxy'\nto = 'http://[::1]:3000/'\nwebsocket = false\nforwarded = 'append'");
  row("applications", "[[route]]\nhandler = 'proxy'\nto = ['https://a.test', 'unix:/run/app.sock']\nca = 'ca.pem'");
  row("strict transport security off", "tls.hsts = 'off'");
  row("a route's certificate, one listener asks",
      "[[listener]]\nprotocol = 'http'\n[[listener]]\nport = 1\ntls = { client_certificates = 'optional', "
      "client_ca = 'a' }\n[[route]]\nclient_certificate = 'required'");
  row("requests to the panel", "log.access = 'events'");
  row("no log", "log.access = 'off'");
  row("no metrics", "metrics.listen = ''");
  row("metrics by name", "metrics.listen = 'localhost:0'");
  row("metrics at the same port of another address", "metrics.listen = '127.0.0.2:1'\n[[listener]]\nport = 1");
  row("metrics and a listener at free ports", "metrics.listen = '127.0.0.1:0'\n[[listener]]\nport = 0");
  row("only the first delay", "[restart]\nfirst_delay = '15s'");
  row("never wait", "[restart]\nfirst_delay = '0s'\nmax_delay = '0s'");
}

void TestConfigToml::acceptsEdgesAndSpellings() {
  QFETCH(QByteArray, text);
  const auto parsed = config::parse({text.data(), std::size_t(text.size())}, "f.toml");
  QVERIFY2(parsed, parsed ? "" : parsed.error().sentence.c_str());
  QVERIFY(!parsed->listeners.empty());
  QVERIFY(!parsed->routes.empty());
}

void TestConfigToml::saysWhatIsWrongAndWhere_data() {
  QTest::addColumn<QByteArray>("text");
  QTest::addColumn<QString>("sentence");
  const auto row = [](const char* name, const QByteArray& text, const char* sentence) {
    QTest::newRow(name) << text << QString::fromUtf8(sentence);
  };
  const char* duration = R"(a duration such as "250ms", "10s", "5m" or "12h")";

  row("no equals sign", "name 'a'", "f.toml:1:6: not valid TOML: in this key-value pair: expected '=', saw '''");
  row("bare text", "\nname = demo", "f.toml:2:8: not valid TOML: this is not a value; text needs \"quotes\"");
  row("open string", "name = \"a", "f.toml:1:10: not valid TOML: in this string: encountered end-of-file");
  row("same key twice", "name = 'a'\nname = 'b'",
      "f.toml:2:8: not valid TOML: in this key-value pair: cannot redefine existing string 'name'");
  row("same table twice", "[cluster]\n[cluster]",
      "f.toml:2:1: not valid TOML: in this table header: cannot redefine existing table 'cluster'");
  row("JSON", "{\"name\": 1}",
      "f.toml:1:1: not valid TOML: in this root table: expected keys, tables, whitespace or comments, saw '{'");
  row("not UTF-8", "name = \"\xFF\"", "f.toml:1:8: not valid TOML: the text is not UTF-8");
  row("UTF-16", QByteArray("\xFF\xFEn\0", 4), "f.toml:1:1: not valid TOML: the text is UTF-16; save it as UTF-8");
  row("port 80x", "[[listener]]\nport = 80x",
      "f.toml:2:10: not valid TOML: in this decimal integer: expected digit, saw 'x'");

  row("unknown key", "[cluster]\nworker = 1", "f.toml:2:1: cluster.worker: unknown key; did you mean \"workers\"?");
  row("unknown key after CRLF and mark", "\xEF\xBB\xBF# c\r\n\r\nnam = 'a'\r\n",
      "f.toml:3:1: nam: unknown key; did you mean \"name\"?");
  row("columns are characters", "cluster = { \"\u00e4\u00f6\u00fc\" = 1 }",
      "f.toml:1:13: cluster.\"\u00e4\u00f6\u00fc\": unknown key; remove it, or see forkyard.toml(5) for the keys");
  row("key in the wrong table", "workers = 1", "f.toml:1:1: workers: unknown key; did you mean \"cluster.workers\"?");
  row("key in a wrong table below", "[cluster]\nclient_ca = 'x'",
      "f.toml:2:1: cluster.client_ca: unknown key; did you mean \"listener.tls.client_ca\"?");
  row("unknown table", "[cabbage]\nhead = 1",
      "f.toml:1:2: cabbage: unknown key; remove it, or see forkyard.toml(5) for the keys");
  row("metrics where a listener is", "metrics.listen = '127.0.0.1:1'\n[[listener]]\naddress = '0.0.0.0'\nport = 1",
      "f.toml:1:18: metrics.listen: 127.0.0.1:1 (part of 0.0.0.0:1) is there twice; remove one of them");
  row("store of later", "[sessions]\nstore = 'memcached'",
      "f.toml:2:9: sessions.store: must be \"cluster\", \"worker\" or \"redis\", not \"memcached\"");
  row("no Redis, and its password shown to nobody", "[sessions]\nredis = 'redis:/app:s3cret@host'",
      "f.toml:2:9: sessions.redis: must be an address such as \"redis://127.0.0.1:6379/0\", "
      "\"rediss://user:password@redis.example\", \"unix:/run/redis.sock?db=0\" or "
      "\"redis+sentinel://one.example,two.example/mymaster\", not \"***@host\"");
  row("half a client certificate", "[sessions]\nredis_certificate = 'c.pem'",
      "f.toml:1:1: sessions.redis_key: is missing; give the PEM files of a client certificate and of its key, both or "
      "neither");
  row("a ticket secret without a place to share", "[sessions]\nticket_secret = '/x'",
      "f.toml:2:17: sessions.ticket_secret: must be left out where store is not \"redis\", not \"/x\"");
  const QByteArray rates = R"(1 to 10000 requests in a second, minute or hour: "100/s", "10/m", "1000/h")";
  row("a limit of nothing", "[[rate_limit]]\nburst = 3", "f.toml:1:1: rate_limit[0].rate: is missing; give " + rates);
  for (const char* rate : {"", "/s", "0/s", "-1/s", "+1/s", "10001/s", "99999999999/s", "1/d", "1/", "1.5/s", " 1/s",
                           "1 /s", "1/ss", "100"}) {
    row(rate, QByteArray("[[rate_limit]]\nrate = '") + rate + "'",
        QByteArray("f.toml:2:8: rate_limit[0].rate: must be ") + rates + ", not \"" + rate + "\"");
  }
  row("rate as a number", "[[rate_limit]]\nrate = 5",
      "f.toml:2:8: rate_limit[0].rate: must be a string, not a whole number");
  row("no burst", "[[rate_limit]]\nrate = '1/s'\nburst = 0",
      "f.toml:3:9: rate_limit[0].burst: must be 1 to 86400, not 0");
  row("a burst that is not back within a day", "[[rate_limit]]\nrate = '1/h'\nburst = 25",
      "f.toml:3:9: rate_limit[0].burst: must be 1 to 24, not 25");
  for (const char* key : {"adress", "header", "header:", "header:a b", "header:\u00e4", "Header:X"}) {
    row(key, QByteArray("[[rate_limit]]\nrate = '1/s'\nkey = \"") + key + "\"",
        QByteArray("f.toml:3:7: rate_limit[0].key: must be \"address\", or \"header:\" and a field's name "
                   "(\"header:X-Api-Key\"), not \"") +
            key + "\"");
  }
  row("a limit for no path", "[[rate_limit]]\nrate = '1/s'\npath = 'api'",
      "f.toml:3:8: rate_limit[0].path: must be a path that starts with \"/\", without \"?\", \"#\" and spaces, not "
      "\"api\"");
  row("one limit as a table", "[rate_limit]\nrate = '1/s'",
      "f.toml:1:1: rate_limit: must be a list of tables ([[rate_limit]]), not a table");
  row("a limit's key of nothing", "[[rate_limit]]\nrate = '1/s'\nrates = 1",
      "f.toml:3:1: rate_limit[0].rates: unknown key; did you mean \"rate\"?");
  row("too many limits", QByteArray("[[rate_limit]]\nrate = '1/s'\n").repeated(17),
      "f.toml:1:1: rate_limit: must be 1 to 16, not 17");
  row("memory for nothing", "[sessions]\nmemory = '1KiB'",
      "f.toml:2:10: sessions.memory: must be 1MiB to 64GiB, not 1KiB");
  row("strict transport security", "[tls]\nhsts = 'on'",
      qPrintable(QString("f.toml:2:8: tls.hsts: must be %1, not \"on\"").arg(duration)));
  row("strict transport security for ever", "[tls]\nhsts = '731d'",
      "f.toml:2:8: tls.hsts: must be 1s to 730d, not 731d");
  row("strict transport security for no time", "[tls]\nhsts = '0s'",
      "f.toml:2:8: tls.hsts: must be 1s to 730d, not 0s");
  row("unknown names", "[tls]\nunknown_names = 'strict'",
      "f.toml:2:17: tls.unknown_names: must be \"default\" or \"refuse\", not \"strict\"");
  row("a challenge elsewhere", "[[route]]\nhandler = 'acme-challenge'\npath = '/'",
      "f.toml:3:8: route[0].path: must be \"/.well-known/acme-challenge/\" with this handler, not \"/\"");
  row("a challenge's text", "[[route]]\nhandler = 'acme-challenge'\ntext = 'x'",
      "f.toml:3:1: route[0].text: unknown key; remove it, or see forkyard.toml(5) for the keys");
  row("a route's optional certificate", "[[route]]\nclient_certificate = 'optional'",
      "f.toml:2:22: route[0].client_certificate: must be \"off\" or \"required\", not \"optional\"");
  row("certificates that nobody asks for", "[[route]]\nclient_certificate = 'required'",
      "f.toml:2:22: route[0].client_certificate: must be \"off\" while no listener asks for certificates "
      "(client_certificates in [tls]), not \"required\"");
  row("certificates that are asked for without TLS",
      "tls = { client_certificates = 'optional', client_ca = 'a' }\n[[listener]]\nprotocol = 'http'\n"
      "[[route]]\nclient_certificate = 'required'",
      "f.toml:5:22: route[0].client_certificate: must be \"off\" while no listener asks for certificates "
      "(client_certificates in [tls]), not \"required\"");
  row("PROXY headers by name", "[[listener]]\nproxy_protocol = 'v2'",
      "f.toml:2:18: listener[0].proxy_protocol: must be true, false, or a list of networks such as [\"10.0.0.0/8\", "
      "\"::1\"], not a string");
  row("PROXY headers from a number", "[[listener]]\nproxy_protocol = [10]",
      "f.toml:2:19: listener[0].proxy_protocol[0]: must be a network such as \"10.0.0.0/8\", not a whole number");
  row("PROXY headers from a host of a network", "[[listener]]\nproxy_protocol = ['::1', '10.0.0.1/8']",
      "f.toml:2:26: listener[0].proxy_protocol[1]: must be a network such as \"10.0.0.0/8\", whose bits after the "
      "first 8 are 0, or an address, not \"10.0.0.1/8\"");
  row("time for a backend", "[timeouts]\nbackend = '10ms'",
      "f.toml:2:11: timeouts.backend: must be 100ms to 1d, not 10ms");
  row("plural table", "[[listeners]]\nport = 1", "f.toml:1:3: listeners: unknown key; did you mean \"listener\"?");
  row("unknown key in a list", "[[listener]]\n[[listener]]\nport = 1\nprot = 2",
      "f.toml:4:1: listener[1].prot: unknown key; did you mean \"port\"?");
  row("unknown key of a certificate", "[[listener]]\ncertificates = [{ certificate = 'a', key = 'b', kye = 'c' }]",
      "f.toml:2:49: listener[0].certificates[0].kye: unknown key; did you mean \"key\"?");

  row("name with capitals", "name = 'Demo'",
      "f.toml:1:8: name: must be 1 to 40 of the letters a-z, 0-9 and -, not \"Demo\"");
  row("empty name", "name = ''", "f.toml:1:8: name: must be 1 to 40 of the letters a-z, 0-9 and -, not \"\"");
  row("name of 41", "name = 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'",
      "f.toml:1:8: name: must be 1 to 40 of the letters a-z, 0-9 and -, not "
      "\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"");
  row("title of two lines", "title = \"a\\nb\"",
      "f.toml:1:9: title: must be one line of at most 200 bytes, not \"a\\x0ab\"");
  row("name is a boolean", "name = true", "f.toml:1:8: name: must be a string, not true or false");
  row("name is a number", "name = 1", "f.toml:1:8: name: must be a string, not a whole number");

  row("workers -1", "[cluster]\nworkers = -1", "f.toml:2:11: cluster.workers: must be 1 to 256, not -1");
  row("workers 0", "[cluster]\nworkers = 0", "f.toml:2:11: cluster.workers: must be 1 to 256, not 0");
  row("workers 100000", "[cluster]\nworkers = 100000", "f.toml:2:11: cluster.workers: must be 1 to 256, not 100000");
  row("workers 1.5", "[cluster]\nworkers = 1.5",
      "f.toml:2:11: cluster.workers: must be 1 to 256, or \"auto\", not a number with a fraction");
  row("workers \"4\"", "[cluster]\nworkers = '4'",
      "f.toml:2:11: cluster.workers: must be 1 to 256, or \"auto\", not \"4\"");
  row("model", "[cluster]\nmodel = 'thread'",
      "f.toml:2:9: cluster.model: must be \"processes\" or \"threads\", not \"thread\"; did you mean \"threads\"?");
  row("distribution", "[cluster]\ndistribution = 'round robin'",
      "f.toml:2:16: cluster.distribution: must be \"shared\" or \"round-robin\", not \"round robin\"; did you mean "
      "\"round-robin\"?");
  row("cluster is a number", "cluster = 4", "f.toml:1:11: cluster: must be a table ([cluster]), not a whole number");

  row("duration without unit", "[timeouts]\nsend = 60",
      qPrintable(
          QString("f.toml:2:8: timeouts.send: must be %1, not a whole number; did you mean \"60s\"?").arg(duration)));
  row("duration with a space", "[timeouts]\nsend = '60 s'",
      qPrintable(QString("f.toml:2:8: timeouts.send: must be %1, not \"60 s\"").arg(duration)));
  row("duration too short", "[cluster]\nhang_timeout = '10ms'",
      "f.toml:2:16: cluster.hang_timeout: must be 1s to 1h, not 10ms");
  row("duration too long", "[timeouts]\nsend = '2d'", "f.toml:2:8: timeouts.send: must be 100ms to 1d, not 2d");
  row("delays the wrong way round", "[restart]\nmax_delay = '10ms'",
      "f.toml:2:13: restart.max_delay: must be at least first_delay (250ms), not 10ms");
  row("first delay over the default maximum", "[restart]\nfirst_delay = '20s'",
      "f.toml:2:15: restart.first_delay: must be at most max_delay (15s), not 20s");
  row("size without unit", "[limits]\nbody = 10",
      "f.toml:2:8: limits.body: must be a size such as \"512B\", \"8KiB\" or \"1MiB\", not a whole number; did you "
      "mean "
      "\"10B\"?");
  row("size in the wrong unit", "[limits]\nbody = '10MB'",
      "f.toml:2:8: limits.body: must be a size such as \"512B\", \"8KiB\" or \"1MiB\", not \"10MB\"");
  row("size too small", "[limits]\nrequest_line = '1B'",
      "f.toml:2:16: limits.request_line: must be 256B to 1MiB, not 1B");
  row("endless number", "[restart]\ngive_up_after = 9223372036854775807",
      "f.toml:2:17: restart.give_up_after: must be 0 to 1000000, not 9223372036854775807");

  row("port 65536", "[[listener]]\nport = 65536", "f.toml:2:8: listener[0].port: must be 0 to 65535, not 65536");
  row("port -1", "[[listener]]\nport = -1", "f.toml:2:8: listener[0].port: must be 0 to 65535, not -1");
  row("port in quotes", "[[listener]]\nport = '8443'",
      "f.toml:2:8: listener[0].port: must be a whole number, not a string; did you mean 8443?");
  row("one listener in single brackets", "[listener]\nport = 1",
      "f.toml:1:1: listener: must be a list of tables ([[listener]]), not a table");
  row("no listener", "listener = []", "f.toml:1:12: listener: must be 1 to 64, not 0");
  row("listener is a number", "listener = [1]",
      "f.toml:1:13: listener[0]: must be a list of tables ([[listener]]), not a whole number");
  row("protocol", "[[listener]]\nprotocol = 'h2'",
      "f.toml:2:12: listener[0].protocol: must be \"http\", \"https\" or \"http2\", not \"h2\"");
  row("protocol nearly", "[[listener]]\nprotocol = 'HTTP2'",
      "f.toml:2:12: listener[0].protocol: must be \"http\", \"https\" or \"http2\", not \"HTTP2\"; did you mean "
      "\"http2\"?");
  row("address with port", "[[listener]]\naddress = '127.0.0.1:80'",
      "f.toml:2:11: listener[0].address: must be an address (\"127.0.0.1\", \"::1\") or a name, without brackets and "
      "without port, not \"127.0.0.1:80\"");
  row("same listener twice", "[[listener]]\nport = 1\n[[listener]]\nport = 1",
      "f.toml:4:8: listener[1].port: 127.0.0.1:1 is there twice; remove one of them");
  row("same default listener twice", "[[listener]]\n[[listener]]\nprotocol = 'http'",
      "f.toml:2:1: listener[1].port: 127.0.0.1:8443 is there twice; remove one of them");
  row("same address spelled otherwise", "[[listener]]\naddress = '::1'\n[[listener]]\naddress = '0:0::1'",
      "f.toml:3:1: listener[1].port: [::1]:8443 is there twice; remove one of them");
  row("part of every interface", "[[listener]]\naddress = '0.0.0.0'\n[[listener]]",
      "f.toml:3:1: listener[1].port: 127.0.0.1:8443 (part of 0.0.0.0:8443) is there twice; remove one of them");
  row("every interface after one", "[[listener]]\n[[listener]]\naddress = '0.0.0.0'",
      "f.toml:2:1: listener[1].port: 127.0.0.1:8443 (part of 0.0.0.0:8443) is there twice; remove one of them");

  row("certificates is a string", "[[listener]]\ncertificates = 'localhost'",
      "f.toml:2:16: listener[0].certificates: must be a list in [brackets], not a string");
  row("file as a store name", "[[listener]]\ncertificates = ['site.pem']",
      "f.toml:2:17: listener[0].certificates[0]: must be a name in the certificate store, or files: { certificate = "
      "\"site.pem\", key = \"site.key\" }, not \"site.pem\"");
  row("store name that leaves the store", "[[listener]]\ncertificates = ['..']",
      "f.toml:2:17: listener[0].certificates[0]: must be a name in the certificate store, not \"..\"");
  row("key missing", "[[listener]]\ncertificates = ['a', { certificate = 'a.pem' }]",
      "f.toml:2:22: listener[0].certificates[1].key: is missing; give the private key's PEM file");
  row("certificate missing", "[[listener]]\ncertificates = [{ key = 'a.key' }]",
      "f.toml:2:17: listener[0].certificates[0].certificate: is missing; give the certificate's PEM file");
  row("ca is a string", "[[listener]]\ncertificates = [{ certificate = 'a', key = 'b', ca = 'c' }]",
      "f.toml:2:54: listener[0].certificates[0].ca: must be a list in [brackets], not a string");
  row("empty path", "[[listener]]\ncertificates = [{ certificate = '', key = 'b' }]",
      "f.toml:2:33: listener[0].certificates[0].certificate: must be a file's path, not \"\"");
  row("listener without the CA it needs",
      "[tls]\nclient_certificates = 'optional'\nclient_ca = 'x'\n[[listener]]\ntls.client_ca = ''",
      "f.toml:5:17: listener[0].tls.client_ca: is missing; give the PEM file of the authorities whose client "
      "certificates are accepted");
  row("client certificates without CA", "[tls]\nclient_certificates = 'required'",
      "f.toml:1:1: tls.client_ca: is missing; give the PEM file of the authorities whose client certificates are "
      "accepted");

  row("handler of later", "[[route]]\nhandler = 'websocket'",
      "f.toml:2:11: route[0].handler: must be \"hello\", \"acme-challenge\", \"files\", \"proxy\", \"redirect\" or "
      "\"visits\", not \"websocket\"");
  row("no folder", "[[route]]\nhandler = 'files'", "f.toml:1:1: route[0].root: is missing; give the folder to serve");
  row("a folder that is not there", "[[route]]\nhandler = 'files'\nroot = '/nowhere/at all'",
      "f.toml:3:8: route[0].root: there is no folder /nowhere/at all; make it, or pick another one");
  row("an index elsewhere", "[[route]]\nhandler = 'files'\nroot = '/'\nindex = ['a.html', '../b']",
      "f.toml:4:20: route[0].index[1]: must be a file's name without folders, not \"../b\"");
  row("an index that is no list", "[[route]]\nhandler = 'files'\nroot = '/'\nindex = [1]",
      "f.toml:4:10: route[0].index[0]: must be a file's name as a string, not a whole number");
  row("a listing in words", "[[route]]\nhandler = 'files'\nroot = '/'\nlisting = 'on'",
      "f.toml:4:11: route[0].listing: must be true or false, not a string");
  row("a fallback elsewhere", "[[route]]\nhandler = 'files'\nroot = '/'\nfallback = '../x'",
      "f.toml:4:12: route[0].fallback: must be a file below root, such as \"index.html\", not \"../x\"");
  row("a files key nearly", "[[route]]\nhandler = 'files'\nroot = '/'\nlistings = true",
      "f.toml:4:1: route[0].listings: unknown key; did you mean \"listing\"?");
  row("handler nearly", "[[route]]\nhandler = 'helo'",
      "f.toml:2:11: route[0].handler: must be \"hello\", \"acme-challenge\", \"files\", \"proxy\", \"redirect\" or "
      "\"visits\", not \"helo\"; did you mean \"hello\"?");
  const auto proxy = [&row](const QByteArray& to, const QByteArray& hint = {}) {
    const QByteArray sentence =
        "f.toml:3:6: route[0].to: must be an address such as \"http://127.0.0.1:3000\", \"https://app.example\" or "
        "\"unix:/run/app.sock\", not \"" +
        to + "\"" + (hint.isEmpty() ? QByteArray() : "; did you mean \"" + hint + "\"?");
    row(to.constData(), "[[route]]\nhandler = 'proxy'\nto = '" + to + "'", sentence.constData());
  };
  proxy("3000", "http://127.0.0.1:3000");
  proxy("localhost:3000", "http://localhost:3000");
  proxy("htp://a.test:80", "http://a.test:80");
  proxy("/run/app.sock", "unix:/run/app.sock");
  proxy("http://a.test/base", "http://a.test");
  proxy("http://u@a.test");
  proxy("http://a.test:0");
  proxy("http://a.test:99999");
  proxy("http://[::1");
  row("no application", "[[route]]\nhandler = 'proxy'",
      "f.toml:1:1: route[0].to: must be where the application listens, such as \"http://127.0.0.1:3000\", not nothing");
  row("a relative socket", "[[route]]\nhandler = 'proxy'\nto = 'unix:app.sock'",
      "f.toml:3:6: route[0].to: must be \"unix:\" and an absolute path of at most 107 bytes, not \"unix:app.sock\"");
  row("an application's policy", "[[route]]\nhandler = 'proxy'\nto = 'http://a'\nforwarded = 'apend'",
      "f.toml:4:13: route[0].forwarded: must be \"replace\" or \"append\", not \"apend\"; did you mean \"append\"?");
  row("path without slash", "[[route]]\npath = 'a'",
      "f.toml:2:8: route[0].path: must be a path that starts with \"/\", without \"?\", \"#\" and spaces, not \"a\"");
  row("path with query", "[[route]]\npath = '/a?b'",
      "f.toml:2:8: route[0].path: must be a path that starts with \"/\", without \"?\", \"#\" and spaces, not "
      "\"/a?b\"");
  row("host with port", "[[route]]\nhost = 'a:80'",
      "f.toml:2:8: route[0].host: must be a host name without port, \"*.example.test\" or \"*\", not \"a:80\"");
  row("same route twice", "[[route]]\nhost = 'a'\n[[route]]\nhost = 'A'",
      "f.toml:3:1: route[1].path: the route any://a/ is there twice; remove one of them");
}

void TestConfigToml::saysWhatIsWrongAndWhere() {
  QFETCH(QByteArray, text);
  const auto parsed = config::parse({text.data(), std::size_t(text.size())}, "f.toml");
  QVERIFY(!parsed);
  QCOMPARE(parsed.error().problems.size(), std::size_t(1));
  QTEST(QString::fromStdString(parsed.error().sentence), "sentence");
}

void TestConfigToml::tellsEverythingAtOnce() {
  const auto parsed = config::parse(R"(nam = "x"
title = 5
[cluster]
workers = -1
boot_timeout = "never"
[[listener]]
port = 99999
certificates = [{}]
[[route]]
path = "x"
host = "a:1"
[unknown]
)",
                                    "f.toml");
  QVERIFY(!parsed);
  QStringList keys;
  int line = 0;
  for (const base::Problem& problem : parsed.error().problems) {
    QVERIFY(problem.line >= line);
    line = problem.line;
    QCOMPARE(problem.file, std::string("f.toml"));
    keys << QString::fromStdString(problem.key);
  }
  const QStringList wanted = {"nam",
                              "title",
                              "cluster.workers",
                              "cluster.boot_timeout",
                              "listener[0].port",
                              "listener[0].certificates[0].certificate",
                              "listener[0].certificates[0].key",
                              "route[0].path",
                              "route[0].host",
                              "unknown"};
  QCOMPARE(keys, wanted);
}

void TestConfigToml::aMistakeIsNotToldTwice() {
  // Two listeners fall back to the default port, two routes to the default path: only the real mistakes are told.
  const auto parsed = config::parse(
      "[[listener]]\nport = 'a'\n[[listener]]\nport = 'b'\n[[route]]\npath = 'x'\n[[route]]\npath = 'y'", "f.toml");
  QVERIFY(!parsed);
  QCOMPARE(parsed.error().problems.size(), std::size_t(4));
  for (const base::Problem& problem : parsed.error().problems) QVERIFY(problem.code != ProblemCode::ConfigDuplicate);
}

void TestConfigToml::boundsWhatItReports() {
  std::string text;
  for (int index = 0; index < 20'000; ++index) text += "key_number_" + std::to_string(index) + " = 1\n";
  const auto keys = config::parse(text, "f.toml");
  QVERIFY(!keys);
  QCOMPARE(keys.error().problems.size(), std::size_t(100));
  text.clear();
  for (int index = 0; index < 20'000; ++index) text += "[[route]]\nhandler = 'x'\n";
  const auto routes = config::parse(text, "f.toml");
  QVERIFY(!routes);
  QCOMPARE(routes.error().problems.size(), std::size_t(100));
  const auto deep = config::parse("a = " + std::string(100'000, '['), "f.toml");
  QVERIFY(!deep);
  QCOMPARE(deep.error().problems.at(0).code, ProblemCode::ConfigSyntax);
  const auto large = config::parse(std::string(config::maximumFileSize + 1, '#'), "f.toml");
  QVERIFY(!large);
  QCOMPARE(large.error().sentence,
           std::string("f.toml: is larger than 1MiB; this does not look like a configuration file"));
  QVERIFY(config::parse(std::string(config::maximumFileSize, '#'), "f.toml"));
}

void TestConfigToml::longAndWildTextIsCutAndEscaped() {
  for (const std::string& value : {std::string(100'000, 'x'), std::string("\\u001b[31m\\u0007red"),
                                   std::string("\u20ac\u20ac\u20ac\u20ac\u20ac\u20ac\u20ac\u20ac\u20ac\u20ac\u20ac"
                                               "\u20ac\u20ac\u20ac\u20ac\u20ac\u20ac\u20ac\u20ac\u20ac\u20ac\u20ac")}) {
    const auto parsed = config::parse("name = \"" + value + "\"", "f.toml");
    QVERIFY(!parsed);
    const QByteArray sentence = QByteArray::fromStdString(parsed.error().sentence);
    QVERIFY(sentence.size() < 250);
    QVERIFY(!sentence.contains('\x1b') && !sentence.contains('\a'));
    QCOMPARE(QString::fromUtf8(sentence).toUtf8(), sentence);
  }
}

QTEST_GUILESS_MAIN(TestConfigToml)
#include "test_config_toml.moc"
