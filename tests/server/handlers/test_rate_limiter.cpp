// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Which requests a limit is for, as whose they count, and what happens when the store knows nothing.

#include <QTest>

#include "server/certificates/digest.h"
#include "server/handlers/rate_limiter.h"
#include "server/sessions/worker_session_store.h"
#include "tests/server/handlers/held_store.h"
#include "tests/server/handlers/leaving_answer.h"
#include "tests/server/http/whole_answer.h"

using namespace std::chrono_literals;

namespace {

/// The routes behind it.
class Greeting final : public http::RequestHandler {
 public:
  explicit Greeting(int& counted) : m_counted(counted) {}
  void handle(http::Request&, http::ResponseWriter& writer) override {
    ++m_counted;
    writer.respond(200, {}, std::string_view("hello"));
  }

 private:
  int& m_counted;
};

}  // namespace

class TestRateLimiter : public QObject {
  Q_OBJECT

 private slots:
  void init();
  void cleanup();
  void overTheBurstIsTooMany();
  void isForThatPathHoweverItIsWritten_data();
  void isForThatPathHoweverItIsWritten();
  void isForThatHost();
  void countsByClient_data();
  void countsByClient();
  void everyLimitMustLetItPass();
  void passesWhereTheStoreIsSilent();
  void aStoreThatLiesIsNotBelieved();
  void aClientThatLeftGetsNothing();

 private:
  http::Request request(const std::string& target = "/", const std::string& host = "a.test") {
    http::Request made;
    made.client = &m_client;
    made.method = "GET";
    made.target = target;
    made.authority = host;
    return made;
  }
  void make(sessions::SessionStore& store) {
    m_limiter = std::make_unique<handlers::RateLimiter>(*m_loop, store, m_limits, std::make_unique<Greeting>(m_served),
                                                        [this](const auto&, const auto&) { ++m_limited; });
  }
  WholeAnswer ask(http::Request made) {
    WholeAnswer answer;
    m_limiter->handle(made, answer);
    m_loop->turn(0ms);
    return answer;
  }

  http::Client m_client;
  std::vector<config::RateLimit> m_limits;
  int m_served = 0;
  int m_limited = 0;
  std::unique_ptr<net::EventLoop> m_loop;
  std::unique_ptr<sessions::SharedSessionTable> m_table;
  std::unique_ptr<sessions::WorkerSessionStore> m_store;
  HeldStore m_asked;
  std::unique_ptr<handlers::RateLimiter> m_limiter;
};

void TestRateLimiter::init() {
  m_client = {};
  m_client.address = "192.0.2.1";
  m_limits = {{.rate = {.requests = 1, .period = 60s}, .burst = 3}};
  m_served = m_limited = 0;
  m_asked.questions.clear();
  m_loop = *net::EventLoop::create();
  m_table = std::make_unique<sessions::SharedSessionTable>(1024 * 1024);
  m_asked.waiting.clear();  // of a limiter that is gone
  m_store = std::make_unique<sessions::WorkerSessionStore>(*m_loop, *m_table);
}

void TestRateLimiter::cleanup() {
  m_limiter.reset();
  m_store.reset();
  m_loop.reset();
}

void TestRateLimiter::overTheBurstIsTooMany() {
  make(*m_store);
  for (int i = 0; i < 3; ++i) QCOMPARE(ask(request()).status, 200);
  const WholeAnswer refused = ask(request());
  QCOMPARE(refused.status, 429);
  QVERIFY(refused.fields.find("retry-after") == "60");
  QVERIFY(refused.fields.find("cache-control") == "no-store");
  QVERIFY(refused.body.find("wait for a moment") != std::string::npos);
  QCOMPARE(m_served, 3);
  QCOMPARE(m_limited, 1);
  m_client.address = "192.0.2.2";
  QCOMPARE(ask(request()).status, 200);
  // About the server as a whole, and answered without any work.
  m_client.address = "192.0.2.1";
  QCOMPARE(ask(request("*")).status, 200);
}

void TestRateLimiter::isForThatPathHoweverItIsWritten_data() {
  QTest::addColumn<QByteArray>("target");
  QTest::addColumn<bool>("isFor");
  for (const char* target :
       {"/login", "/login?x", "/login/", "/login/x", "//login", "/./login", "/a/../login", "/%6Cogin", "/%2e/login",
        "/x/%2E%2e/login", "/login;a=b", "/login%2Fx", "/../../login", "/a/..;/login", "/login/.."}) {
    QTest::newRow(target) << QByteArray(target) << true;
  }
  for (const char* target : {"/", "/logins", "/a/login", "/?/login", "/%256Cogin", "/Login", "/%", "/%zz"})
    QTest::newRow(target) << QByteArray(target) << false;
}

void TestRateLimiter::isForThatPathHoweverItIsWritten() {
  QFETCH(QByteArray, target);
  m_limits[0].path = "/login";
  make(m_asked);
  http::Request made = request(target.toStdString());
  WholeAnswer answer;
  m_limiter->handle(made, answer);
  QTEST(!m_asked.questions.empty(), "isFor");
  QCOMPARE(answer.status, m_asked.questions.empty() ? 200 : 0);
  m_asked.answerAll(sessions::Reply{});
  QCOMPARE(answer.status, 200);
}

void TestRateLimiter::isForThatHost() {
  m_limits[0].host = "*.a.test";
  make(m_asked);
  const auto isFor = [this](const char* host) {
    m_asked.questions.clear();
    ask(request("/", host));
    return !m_asked.questions.empty();
  };
  QVERIFY(isFor("b.a.test"));
  QVERIFY(isFor("b.a.test:8443"));
  QVERIFY(!isFor("a.test"));
  QVERIFY(!isFor("b.test"));
}

void TestRateLimiter::countsByClient_data() {
  QTest::addColumn<QByteArray>("address");
  QTest::addColumn<QByteArray>("key");
  QTest::addColumn<QByteArray>("bucket");
  const auto row = [](const char* address, const QByteArray& key, const QByteArray& bucket) {
    QTest::addRow("%s, %s", address, key.constData()) << QByteArray(address) << key << bucket;
  };
  const auto digest = [](const char* text) {
    return QByteArray::fromStdString(certificates::sha256Of(text).substr(0, 32));
  };
  row("192.0.2.1", "", "192.0.2.1");
  row("2001:db8:1:2:3:4:5:6", "", "2001:db8:1:2::/64");
  row("2001:db8:1:2:ffff::", "", "2001:db8:1:2::/64");
  row("2001:db8:1:3::1", "", "2001:db8:1:3::/64");
  row("::1", "", "::/64");
  row("fe80::1%eth0", "", "fe80::/64");
  row("", "", "local");
  row("192.0.2.1", "x-api-key", digest("s3cret"));
  row("192.0.2.2", "x-api-key", digest("s3cret"));
  row("192.0.2.1", "x-empty", digest(""));
  row("192.0.2.1", "x-absent", "192.0.2.1");
}

void TestRateLimiter::countsByClient() {
  QFETCH(QByteArray, address);
  QFETCH(QByteArray, key);
  m_client.address = address.toStdString();
  m_limits[0].header = key.toStdString();
  http::Request made = request();
  made.headers = {{"X-Api-Key", "s3cret"}, {"x-empty", ""}};
  QTEST(QByteArray::fromStdString(handlers::bucketOf(made, m_limits[0])), "bucket");
  made.headers = {{"x-api-key", std::string(100'000, 'x')}, {"x-empty", ""}};
  make(m_asked);
  ask(made);
  QVERIFY(m_asked.questions.at(0).key.size() < 100);
}

void TestRateLimiter::everyLimitMustLetItPass() {
  m_limits = {{.rate = {1, 60s}, .burst = 3}, {.path = "/login", .rate = {1, 3600s}, .burst = 1}};
  make(*m_store);
  QCOMPARE(ask(request("/login")).status, 200);
  QVERIFY(ask(request("/login")).fields.find("retry-after") == "3600");
  QCOMPARE(ask(request("/")).status, 200);
  QCOMPARE(ask(request("/")).status, 429);
}

void TestRateLimiter::passesWhereTheStoreIsSilent() {
  make(m_asked);
  http::Request made = request();
  for (const auto error :
       {sessions::StoreError::Unavailable, sessions::StoreError::TooLarge, sessions::StoreError::NotANumber}) {
    WholeAnswer answer;
    m_limiter->handle(made, answer);
    QCOMPARE(answer.status, 0);
    m_asked.answerAll(tl::unexpected(error));
    QCOMPARE(answer.status, 200);
  }
  QCOMPARE(m_limited, 0);
}

void TestRateLimiter::aStoreThatLiesIsNotBelieved() {
  make(m_asked);
  http::Request made = request();
  WholeAnswer answer;
  m_limiter->handle(made, answer);
  m_asked.answerAll(sessions::Reply{.number = std::numeric_limits<std::int64_t>::max()});
  QCOMPARE(answer.status, 429);
  QVERIFY(answer.fields.find("retry-after") == "60");
}

void TestRateLimiter::aClientThatLeftGetsNothing() {
  make(m_asked);
  http::Request made = request();
  LeavingAnswer answer;
  m_limiter->handle(made, answer);
  QVERIFY(answer.observer != nullptr);
  answer.observer->abandoned();
  m_asked.answerAll(sessions::Reply{});
  m_loop->turn(0ms);
  QCOMPARE(answer.answers, 0);
  QCOMPARE(m_served, 0);
  // Behind it, the exchange is the route's own.
  LeavingAnswer other;
  m_limiter->handle(made, other);
  m_asked.answerAll(sessions::Reply{});
  QCOMPARE(other.answers, 1);
  QVERIFY(other.observer == nullptr);
}

QTEST_GUILESS_MAIN(TestRateLimiter)
#include "test_rate_limiter.moc"
