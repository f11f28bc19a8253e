// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// What the greeting says, to whom, and that it can end its worker.

#include <QTest>

#include "server/handlers/hello_page.h"
#include "server/handlers/route_table.h"
#include "tests/server/http/whole_answer.h"

namespace {

void ask(http::RequestHandler& handler, WholeAnswer& answer, const char* method = "GET", const char* accept = nullptr) {
  const http::Client client;
  http::Request request;
  request.client = &client;
  request.method = method;
  request.target = "/";
  if (accept != nullptr) request.headers.add("accept", accept);
  handler.handle(request, answer);
}

bool says(const WholeAnswer& answer, std::string_view text) {
  return answer.body.find(text) != std::string::npos;
}

}  // namespace

class TestHelloPage : public QObject {
  Q_OBJECT

 private slots:
  void greetsByTheNumberOfWorkers();
  void escapesTheText();
  void namesTheWorker();
  void dressesForABrowserOnly();
  void takesGetAndHeadOnly();
  void isSmall();
  void crashesOnceAfterItsFirstAnswer();
};

void TestHelloPage::greetsByTheNumberOfWorkers() {
  WholeAnswer answer;
  handlers::HelloPage one({}, 1, 0, 1);
  ask(one, answer);
  QCOMPARE(answer.status, 200);
  QVERIFY(answer.fields.find("content-type") == "text/html; charset=utf-8");
  QVERIFY(says(answer, "<h1>Hello Forkyard!</h1>"));
  QVERIFY(says(answer, "<p>Hello Server!</p>"));
  handlers::HelloPage several({}, 2, 0, 1);
  ask(several, answer);
  QVERIFY(says(answer, "<p>Hello Cluster!</p>"));
}

void TestHelloPage::escapesTheText() {
  WholeAnswer answer;
  handlers::HelloPage page({.text = "a < b & \"c\"", .crashAfter = {}}, 2, 0, 1);
  ask(page, answer);
  QVERIFY(says(answer, "<p>a &lt; b &amp; &quot;c&quot;</p>"));
}

void TestHelloPage::namesTheWorker() {
  WholeAnswer answer;
  handlers::HelloPage page({}, 4, 3, 4711);
  ask(page, answer);
  QVERIFY(answer.fields.find("x-worker") == "3/4711");
  QVERIFY(says(answer, "Worker 3, PID 4711"));
}

void TestHelloPage::dressesForABrowserOnly() {
  const char* const browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
  WholeAnswer answer;
  handlers::HelloPage page({}, 4, 3, 4711);
  for (const char* accept : {static_cast<const char*>(nullptr), "*/*", browser}) {
    ask(page, answer, "GET", accept);
    QVERIFY(says(answer, "<h1>Hello Forkyard!</h1>\n<p>Hello Cluster!</p>\n<p>Worker 3, PID 4711</p>\n"));
    QCOMPARE(says(answer, "<style>"), accept == browser);
    QCOMPARE(says(answer, "A browser keeps one connection"), accept == browser);
    QVERIFY(answer.fields.find("content-type") == "text/html; charset=utf-8");
  }
}

void TestHelloPage::takesGetAndHeadOnly() {
  WholeAnswer answer;
  handlers::HelloPage page({}, 1, 0, 1);
  ask(page, answer, "HEAD");
  QCOMPARE(answer.status, 200);
  ask(page, answer, "POST");
  QCOMPARE(answer.status, 405);
  QVERIFY(answer.fields.find("allow") == "GET, HEAD");
}

void TestHelloPage::isSmall() {
  WholeAnswer answer;
  handlers::HelloPage page({}, 256, 255, 4'194'304);
  ask(page, answer);
  QVERIFY2(answer.body.size() <= 600, qPrintable(QString::number(answer.body.size())));
}

void TestHelloPage::crashesOnceAfterItsFirstAnswer() {
  const std::unique_ptr<net::EventLoop> loop = std::move(*net::EventLoop::create());
  config::Config config;
  config.routes.push_back({.handler = config::HelloRoute{.text = {}, .crashAfter = base::Milliseconds(1)}});
  int crashes = 0;
  const std::unique_ptr<http::RequestHandler> router =
      handlers::makeRouter(config, {.loop = *loop, .limited = {}, .crash = [&] { ++crashes; }});
  for (int i = 0; i < 3; ++i) loop->turn(base::Milliseconds(2));
  QCOMPARE(crashes, 0);
  WholeAnswer answer;
  ask(*router, answer);
  ask(*router, answer);
  QCOMPARE(answer.status, 200);
  QCOMPARE(crashes, 0);
  for (int i = 0; i < 1000 && crashes == 0; ++i) loop->turn(base::Milliseconds(10));
  ask(*router, answer);
  for (int i = 0; i < 3; ++i) loop->turn(base::Milliseconds(2));
  QCOMPARE(crashes, 1);
}

QTEST_GUILESS_MAIN(TestHelloPage)
#include "test_hello_page.moc"
