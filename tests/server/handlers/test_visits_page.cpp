// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// What the page of visits counts, whom it takes for whom, and what it says when there is no store.

#include <QTest>

#include "server/handlers/visits_page.h"
#include "server/sessions/worker_session_store.h"
#include "tests/server/handlers/held_store.h"
#include "tests/server/handlers/leaving_answer.h"
#include "tests/server/http/whole_answer.h"

using namespace std::chrono_literals;

namespace {

constexpr auto known = "00112233445566778899aabbccddeeff";

}  // namespace

class TestVisitsPage : public QObject {
  Q_OBJECT

 private slots:
  void init();
  void cleanup();
  void countsByVisitorAndInAll();
  void theCookieIsForThisHostAlone();
  void aHostileCookieIsANewVisitor_data();
  void aHostileCookieIsANewVisitor();
  void isThereAndNowhereElse_data();
  void isThereAndNowhereElse();
  void saysThatTheStoreIsGone();
  void aClientThatLeftGetsNothing();

 private:
  http::Request request(const char* target, const std::string& cookie = {}) {
    http::Request made;
    made.client = &m_client;
    made.method = "GET";
    made.target = target;
    if (!cookie.empty()) made.headers.add("cookie", cookie);
    return made;
  }
  WholeAnswer ask(http::Request made) {
    WholeAnswer answer;
    m_page->handle(made, answer);
    m_loop->turn(0ms);
    return answer;
  }
  std::unique_ptr<handlers::VisitsPage> page(sessions::SessionStore& store, const char* path = "/visits") {
    return std::make_unique<handlers::VisitsPage>(
        *m_loop, store, handlers::VisitsPage::Settings{.path = path, .lifetime = 1h, .slot = 2, .pid = 4711});
  }

  http::Client m_client;
  std::unique_ptr<net::EventLoop> m_loop;
  sessions::SharedSessionTable m_table{1024 * 1024};
  std::unique_ptr<sessions::WorkerSessionStore> m_store;
  std::unique_ptr<handlers::VisitsPage> m_page;
};

void TestVisitsPage::init() {
  m_client = {};
  m_loop = *net::EventLoop::create();
  m_store = std::make_unique<sessions::WorkerSessionStore>(*m_loop, m_table);
  m_page = page(*m_store);
}

void TestVisitsPage::cleanup() {
  m_page.reset();
  m_store.reset();
  m_loop.reset();
}

void TestVisitsPage::countsByVisitorAndInAll() {
  const std::string cookie = std::string("visitor=") + known;
  const WholeAnswer first = ask(request("/visits/visits.json", cookie));
  QCOMPARE(first.status, 200);
  QCOMPARE(first.body, std::string("{\"visits\": 1, \"total\": 1, \"worker\": \"2/4711\", \"store\": \"worker\"}\n"));
  QVERIFY(first.fields.find("content-type") == "application/json");
  QVERIFY(first.fields.find("cache-control") == "no-store");
  ask(request("/visits/visits.json"));
  // Among others, and as HTTP/2 splits them.
  http::Request split = request("/visits/visits.json", "a=b; c");
  split.headers.add("cookie", cookie + "; d=e");
  QVERIFY(ask(std::move(split)).body.starts_with("{\"visits\": 2, \"total\": 3, "));
  const WholeAnswer shown = ask(request("/visits", cookie));
  QVERIFY2(shown.body.find("<h1>Visits: 3</h1>") != std::string::npos, shown.body.c_str());
  QVERIFY2(shown.body.find("Worker 2, PID 4711") != std::string::npos, shown.body.c_str());
}

void TestVisitsPage::theCookieIsForThisHostAlone() {
  const auto plain = ask(request("/visits", std::string("visitor=") + known)).fields;
  QCOMPARE(plain.find("set-cookie").value_or(""),
           std::string("visitor=") + known + "; Path=/; Max-Age=3600; HttpOnly; SameSite=Lax");
  m_client.secure = true;
  const auto secure = ask(request("/visits", std::string("__Host-visitor=") + known)).fields;
  QCOMPARE(secure.find("set-cookie").value_or(""),
           std::string("__Host-visitor=") + known + "; Path=/; Max-Age=3600; HttpOnly; SameSite=Lax; Secure");
  // One that a page without TLS could have set says nothing here.
  const auto weak = ask(request("/visits", std::string("visitor=") + known)).fields;
  QVERIFY(weak.find("set-cookie")->find(known) == std::string_view::npos);
}

void TestVisitsPage::aHostileCookieIsANewVisitor_data() {
  QTest::addColumn<QByteArray>("cookie");
  const QByteArray id(known);
  QTest::newRow("none") << QByteArray();
  QTest::newRow("4 KiB of junk") << "visitor=" + QByteArray(4096, '\xff');
  QTest::newRow("4 KiB of hex") << "visitor=" + QByteArray(4096, 'a');
  QTest::newRow("short") << "visitor=" + id.left(31);
  QTest::newRow("long") << "visitor=" + id + "0";
  QTest::newRow("capitals") << "visitor=" + id.toUpper();
  QTest::newRow("a path") << QByteArray("visitor=../../../../../../../../etc/pass");
  QTest::newRow("a command") << QByteArray("visitor=0011223344556677\r\nFLUSHALL\r\n8899");
  QTest::newRow("a pattern") << QByteArray("visitor=********************************");
  QTest::newRow("another name") << "visitor2=" + id;
  QTest::newRow("quotes") << "visitor=\"" + id + "\"";
  QTest::newRow("only separators") << QByteArray(";;; ; =;==; ");
}

void TestVisitsPage::aHostileCookieIsANewVisitor() {
  QFETCH(QByteArray, cookie);
  HeldStore store;
  const auto held = page(store);
  http::Request asked = request("/visits/visits.json", cookie.toStdString());
  WholeAnswer answer;
  held->handle(asked, answer);
  QCOMPARE(store.questions.size(), std::size_t{2});
  QCOMPARE(store.questions[0].key.size(), std::string("visits:").size() + 32);
  QVERIFY(store.questions[0].key.find_first_not_of("0123456789abcdef", 7) == std::string::npos);
  QVERIFY(store.questions[0].key != std::string("visits:") + known);
  QCOMPARE(store.questions[1].key, std::string("visits:total"));
  store.answerAll(sessions::Reply{.number = 1});
  QCOMPARE(answer.status, 200);
  QVERIFY(answer.fields.find("set-cookie")->starts_with("visitor=" + store.questions[0].key.substr(7) + ";"));
}

void TestVisitsPage::isThereAndNowhereElse_data() {
  QTest::addColumn<QString>("path");
  QTest::addColumn<QString>("method");
  QTest::addColumn<QString>("target");
  QTest::addColumn<int>("status");
  QTest::newRow("the page") << "/visits"
                            << "GET"
                            << "/visits" << 200;
  QTest::newRow("as a folder") << "/visits"
                               << "GET"
                               << "/visits/" << 200;
  QTest::newRow("a folder's") << "/visits/"
                              << "GET"
                              << "/visits/visits.json" << 200;
  QTest::newRow("everywhere") << "/"
                              << "GET"
                              << "/" << 200;
  QTest::newRow("everywhere's") << "/"
                                << "GET"
                                << "/visits.json?x" << 200;
  QTest::newRow("its head") << "/visits"
                            << "HEAD"
                            << "/visits" << 200;
  QTest::newRow("below") << "/visits"
                         << "GET"
                         << "/visits/other" << 404;
  QTest::newRow("below everywhere") << "/"
                                    << "GET"
                                    << "/favicon.ico" << 404;
  QTest::newRow("POST") << "/visits"
                        << "POST"
                        << "/visits" << 405;
}

void TestVisitsPage::isThereAndNowhereElse() {
  QFETCH(QString, path);
  QFETCH(QString, method);
  QFETCH(QString, target);
  QFETCH(int, status);
  m_page = page(*m_store, path.toUtf8().constData());
  http::Request made = request(target.toUtf8().constData());
  made.method = method.toStdString();
  QCOMPARE(ask(std::move(made)).status, status);
}

void TestVisitsPage::saysThatTheStoreIsGone() {
  HeldStore store;
  const auto held = page(store);
  for (const char* target : {"/visits", "/visits/visits.json"}) {
    http::Request asked = request(target);
    WholeAnswer answer;
    held->handle(asked, answer);
    QCOMPARE(answer.status, 0);
    store.answerAll(tl::unexpected(sessions::StoreError::Unavailable));
    QCOMPARE(answer.status, 503);
    QVERIFY(answer.fields.contains("retry-after"));
    QVERIFY(!answer.fields.contains("set-cookie"));
    QVERIFY2(answer.body.find("did not answer") != std::string::npos, answer.body.c_str());
  }
}

void TestVisitsPage::aClientThatLeftGetsNothing() {
  HeldStore store;
  const auto held = page(store);
  http::Request asked = request("/visits");
  LeavingAnswer answer;
  held->handle(asked, answer);
  QVERIFY(answer.observer != nullptr);
  answer.observer->abandoned();
  m_loop->turn(0ms);
  store.answerAll(sessions::Reply{.number = 1});
  QCOMPARE(answer.answers, 0);
}

QTEST_GUILESS_MAIN(TestVisitsPage)
#include "test_visits_page.moc"
