// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// A folder as a website: what is sent, in which form, what follows changes on the disk, and what stays hidden.

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

#include "server/handlers/folder_listing.h"
#include "server/handlers/media_types.h"
#include "server/handlers/static_files.h"
#include "tests/server/http/whole_answer.h"

namespace {

const std::string page(2000, 'p');
const std::string large(200'000, 'L');

std::string pulled(WholeAnswer& answer) {
  if (!answer.source) return answer.body;
  std::string all;
  std::array<char, 16'000> some;
  for (;;) {
    const http::BodyRead got = answer.source->read(some);
    if (got.state == http::BodyState::Failed) return "failed after " + std::to_string(all.size());
    if (got.state != http::BodyState::Data) return all;
    all.append(some.data(), got.bytes);
  }
}

}  // namespace

class TestStaticFiles : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase();
  void init();
  void answers_data();
  void answers();
  void answersOnlyGetAndHead();
  void saysWhatAFileIs();
  void choosesTheForm_data();
  void choosesTheForm();
  void tagsEachFormForItself();
  void takesASiblingForWhatItIs();
  void sendsParts_data();
  void sendsParts();
  void sendsSeveralParts();
  void isConditional();
  void followsChanges();
  void asksTheDiskOnceForWhatCameTogether();
  void followsAnotherFolderInItsPlace();
  void neverFillsUpAFileThatShrank();
  void fallsBack_data();
  void fallsBack();
  void standsAtThePathOfItsRoute_data();
  void standsAtThePathOfItsRoute();
  void listsAFolder();
  void keepsNamesHarmless_data();
  void keepsNamesHarmless();
  void keepsTheCacheBounded();

 private:
  void write(const QString& name, const std::string& content) {
    QFile file(m_folder->filePath("root/" + name));
    QVERIFY(QDir().mkpath(QFileInfo(file).path()));
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(content.data(), qsizetype(content.size())), qsizetype(content.size()));
  }
  std::string at(const QString& name) const { return m_folder->filePath(name).toStdString(); }
  void make(const config::FilesRoute& route, const std::string& path = "/") {
    handlers::StaticFiles::Setup setup{
        path, route, {at("root/site.conf"), at("root/store"), at("root/access.log")}, 1024 * 1024};
    setup.route.root = at("root");
    m_files = std::make_unique<handlers::StaticFiles>(*m_loop, setup);
  }
  WholeAnswer ask(const std::string& target, const http::Headers& headers = {}, const std::string& method = "GET") {
    // Siblings and the root are looked for again after a second.
    m_loop->turn(std::chrono::milliseconds(0));
    m_loop->noteInput();
    return askTogether(target, headers, method);
  }
  /// As a further request of what was read in one go.
  WholeAnswer askTogether(const std::string& target, const http::Headers& headers = {},
                          const std::string& method = "GET") {
    http::Request request;
    request.method = method;
    request.target = target;
    request.headers = headers;
    WholeAnswer answer;
    m_files->handle(request, answer);
    return answer;
  }
  static std::string field(const WholeAnswer& answer, const std::string& name) {
    return std::string(answer.fields.find(name).value_or(""));
  }

  std::unique_ptr<QTemporaryDir> m_folder;
  std::unique_ptr<net::EventLoop> m_loop;
  std::unique_ptr<handlers::StaticFiles> m_files;
};

void TestStaticFiles::initTestCase() {
  auto loop = net::EventLoop::create();
  QVERIFY(loop);
  m_loop = std::move(*loop);
}

void TestStaticFiles::init() {
  m_folder = std::make_unique<QTemporaryDir>();
  write("index.html", "<h1>home</h1>");
  write("file.txt", "text");
  write("page.html", page);
  write("large.bin", large);
  write("docs/index.html", "docs");
  write("empty/x/y", "y");
  write("a b/%41.txt", "odd");
  write("back\\slash", "backslash");
  write("q?.txt", "question");
  write(".env", "secret");
  write(".git/config", "secret");
  write(".well-known/security.txt", "known");
  write("key.pem", "-----BEGIN EC PRIVATE KEY-----\nsecret");
  write("both.crt", "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n-----BEGIN PRIVATE KEY-----\nsecret");
  write("public.pem", "-----BEGIN CERTIFICATE-----\n");
  write("site.conf", "secret");
  write("access.log", "secret" + std::string(2'000'000, ' '));
  write("access.log.1", "secret");
  write("site.conf~", "secret");
  write("access.logs", "of another matter");
  write("store/entry/key", "secret");
  QFile outside(m_folder->filePath("outside"));
  QVERIFY(outside.open(QIODevice::WriteOnly) && outside.write("secret") == 6);
  QVERIFY(QFile::link(m_folder->filePath("outside"), m_folder->filePath("root/out")));
  QVERIFY(QFile::link("../outside", m_folder->filePath("root/out2")));
  QVERIFY(QFile::link("loop", m_folder->filePath("root/loop")));
  QVERIFY(QFile::link("file.txt", m_folder->filePath("root/inside.txt")));
  QVERIFY(QFile::link("/", m_folder->filePath("root/slash")));
  QVERIFY(QFile::link("site.conf", m_folder->filePath("root/conf.txt")));
  QCOMPARE(::mkfifo(at("root/pipe").c_str(), 0600), 0);
  make({});
}

void TestStaticFiles::answers_data() {
  QTest::addColumn<QString>("target");
  QTest::addColumn<int>("status");
  QTest::addColumn<QString>("body");
  const auto row = [](const char* target, int status, const char* body = "") {
    QTest::newRow(target) << QString(target) << status << QString(body);
  };
  row("/", 200, "<h1>home</h1>");
  row("/?query", 200, "<h1>home</h1>");
  row("/file.txt", 200, "text");
  row("//file.txt", 200, "text");
  row("/file%2Etxt", 200, "text");
  row("/inside.txt", 200, "text");
  row("/docs/", 200, "docs");
  row("/docs", 301);
  row("/a%20b/%2541.txt", 200, "odd");
  row("/a%20b/%41.txt", 404);
  row("/back\\slash", 200, "backslash");
  row("/back%5Cslash", 200, "backslash");
  row("/q%3F.txt", 200, "question");
  row("/q?.txt", 404);
  row("/.well-known/security.txt", 200, "known");
  row("/access.logs", 200, "of another matter");
  row("/public.pem", 200, "-----BEGIN CERTIFICATE-----\n");
  for (const char* hidden : {"/nothing",
                             "/.env",
                             "/.git/config",
                             "/%2eenv",
                             "/key.pem",
                             "/both.crt",
                             "/site.conf",
                             "/access.log",
                             "/access.log.1",
                             "/site.conf~",
                             "/conf.txt",
                             "/store/entry/key",
                             "/out",
                             "/out2",
                             "/loop",
                             "/slash/etc/passwd",
                             "/pipe",
                             "/../outside",
                             "/docs/../../outside",
                             "/%2e%2e/outside",
                             "/..%2foutside",
                             "/docs/..%2f..%2foutside",
                             "/%2e%2e%5coutside",
                             "/..\\outside",
                             "/%252e%252e/outside",
                             "/%c0%ae%c0%ae/outside",
                             "/%ff",
                             "/./file.txt",
                             "/docs%2findex.html",
                             "/file.txt/",
                             "/file.txt/x",
                             "/file.txt;params"}) {
    row(hidden, 404);
  }
  QTest::newRow("256 letters") << "/" + QString(256, 'a') << 404 << QString();
  QTest::newRow("a path of 5000") << QString("/aaa").repeated(1250) << 404 << QString();
  QTest::newRow("8 KiB of query") << "/file.txt?" + QString(8000, 'q') << 200 << "text";
  row("/empty/", 403);
  row("/%00", 400);
  row("/file.txt%00.html", 400);
  row("/%zz", 400);
  row("/%4", 400);
}

void TestStaticFiles::answers() {
  QFETCH(QString, target);
  QFETCH(int, status);
  QFETCH(QString, body);
  WholeAnswer answer = ask(target.toStdString());
  QCOMPARE(answer.status, status);
  const std::string all = pulled(answer);
  QVERIFY(all.find("secret") == std::string::npos);
  if (status == 200) QCOMPARE(QString::fromStdString(all), body);
  if (status >= 400) QVERIFY(QString::fromStdString(all).contains("<h1>" + QString::number(status)));
}

void TestStaticFiles::answersOnlyGetAndHead() {
  const WholeAnswer post = ask("/file.txt", {}, "POST");
  QCOMPARE(post.status, 405);
  QCOMPARE(field(post, "allow"), std::string("GET, HEAD"));
  const WholeAnswer get = ask("/file.txt");
  const WholeAnswer head = ask("/file.txt", {{"range", "bytes=0-0"}}, "HEAD");
  QCOMPARE(head.status, 200);
  for (const http::Header each : get.fields) QCOMPARE(field(head, std::string(each.name)), std::string(each.value));
}

void TestStaticFiles::saysWhatAFileIs() {
  config::FilesRoute route;
  route.cacheControl = "max-age=60";
  make(route);
  const timespec times[2] = {{784'111'777, 0}, {784'111'777, 0}};
  QCOMPARE(::utimensat(AT_FDCWD, at("root/file.txt").c_str(), times, 0), 0);
  const WholeAnswer answer = ask("/file.txt");
  QCOMPARE(field(answer, "content-type"), std::string("text/plain; charset=utf-8"));
  QCOMPARE(field(answer, "last-modified"), std::string("Sun, 06 Nov 1994 08:49:37 GMT"));
  QCOMPARE(field(answer, "cache-control"), std::string("max-age=60"));
  QCOMPARE(field(answer, "x-content-type-options"), std::string("nosniff"));
  QVERIFY(field(answer, "etag").starts_with('"') && field(answer, "etag").ends_with('"'));
  QCOMPARE(field(ask("/large.bin"), "content-type"), std::string("application/octet-stream"));
  for (const auto& [name, type] : {std::pair("a.HTML", "text/html; charset=utf-8"),
                                   {"a.js", "text/javascript; charset=utf-8"},
                                   {"a.css", "text/css; charset=utf-8"},
                                   {"a.svg", "image/svg+xml"},
                                   {"a.woff2", "font/woff2"},
                                   {"a.json", "application/json"},
                                   {"a.wasm", "application/wasm"},
                                   {"a.webp", "image/webp"},
                                   {"a.tar.gz", "application/gzip"},
                                   {"css", "application/octet-stream"},
                                   {"a.css/x", "application/octet-stream"}}) {
    QCOMPARE(QString::fromStdString(handlers::contentTypeOf(name)), QString(type));
  }
}

void TestStaticFiles::choosesTheForm_data() {
  QTest::addColumn<QString>("target");
  QTest::addColumn<QString>("accepted");
  QTest::addColumn<QString>("coding");
  QTest::addColumn<bool>("varies");
  QTest::newRow("text") << "/page.html"
                        << "gzip, br"
                        << "br" << true;
  QTest::newRow("text, gzip only") << "/page.html"
                                   << "gzip"
                                   << "gzip" << true;
  QTest::newRow("text, nothing") << "/page.html"
                                 << ""
                                 << "" << true;
  QTest::newRow("text, tiny") << "/file.txt"
                              << "gzip, br"
                              << "" << true;
  QTest::newRow("no text") << "/large.bin"
                           << "gzip, br"
                           << "" << false;
}

void TestStaticFiles::choosesTheForm() {
  QFETCH(QString, target);
  QFETCH(QString, accepted);
  QFETCH(QString, coding);
  QFETCH(bool, varies);
  http::Headers headers;
  if (!accepted.isEmpty()) headers.add("accept-encoding", accepted.toStdString());
  const WholeAnswer answer = ask(target.toStdString(), headers);
  QCOMPARE(answer.status, 200);
  QCOMPARE(QString::fromStdString(field(answer, "content-encoding")), coding);
  QCOMPARE(field(answer, "vary"), std::string(varies ? "Accept-Encoding" : ""));
}

void TestStaticFiles::tagsEachFormForItself() {
  const std::string plain = field(ask("/page.html"), "etag");
  const std::string brotli = field(ask("/page.html", {{"accept-encoding", "br"}}), "etag");
  const std::string gzip = field(ask("/page.html", {{"accept-encoding", "gzip"}}), "etag");
  QVERIFY(plain != brotli && brotli != gzip && plain != gzip);
  QCOMPARE(ask("/page.html", {{"accept-encoding", "br"}, {"if-none-match", brotli}}).status, 304);
  QCOMPARE(ask("/page.html", {{"accept-encoding", "br"}, {"if-none-match", plain}}).status, 200);
}

void TestStaticFiles::takesASiblingForWhatItIs() {
  write("app.js", page);
  write("app.js.br", "not really brotli");
  write("app.js.gz", "old");
  const timespec old[2] = {{1, 0}, {1, 0}};
  QCOMPARE(::utimensat(AT_FDCWD, at("root/app.js.gz").c_str(), old, 0), 0);
  write("large.bin.gz", large + large);
  WholeAnswer brotli = ask("/app.js", {{"accept-encoding", "br, gzip"}});
  QCOMPARE(field(brotli, "content-encoding"), std::string("br"));
  QCOMPARE(pulled(brotli), std::string("not really brotli"));
  QCOMPARE(field(brotli, "content-type"), std::string("text/javascript; charset=utf-8"));
  WholeAnswer gzip = ask("/app.js", {{"accept-encoding", "gzip"}});
  QCOMPARE(field(gzip, "content-encoding"), std::string("gzip"));
  QVERIFY(pulled(gzip) != "old");
  WholeAnswer streamed = ask("/large.bin", {{"accept-encoding", "gzip"}});
  QCOMPARE(field(streamed, "content-encoding"), std::string("gzip"));
  QVERIFY(pulled(streamed) == large + large);
  QCOMPARE(field(ask("/large.bin"), "vary"), std::string("Accept-Encoding"));
}

void TestStaticFiles::sendsParts_data() {
  QTest::addColumn<QString>("target");
  QTest::addColumn<QString>("range");
  QTest::addColumn<QString>("ifRange");
  QTest::addColumn<int>("status");
  QTest::addColumn<QString>("contentRange");
  QTest::addColumn<int>("length");
  for (const char* target : {"/page.html", "/large.bin"}) {
    const int size = target[1] == 'p' ? 2000 : 200'000;
    const auto name = [target](const char* what) { return QString("%1 of %2").arg(what, target).toUtf8(); };
    QTest::newRow(name("the first").constData()) << target << "bytes=0-99"
                                                 << "" << 206 << QString("bytes 0-99/%1").arg(size) << 100;
    QTest::newRow(name("the last").constData()) << target << "bytes=-1"
                                                << "" << 206 << QString("bytes %1-%1/%2").arg(size - 1).arg(size) << 1;
    QTest::newRow(name("none").constData()) << target << "bytes=200000-"
                                            << "" << 416 << QString("bytes */%1").arg(size) << -1;
    QTest::newRow(name("another unit").constData()) << target << "lines=1-2"
                                                    << "" << 200 << "" << size;
    QTest::newRow(name("another version").constData()) << target << "bytes=0-99"
                                                       << "\"other\"" << 200 << "" << size;
  }
}

void TestStaticFiles::sendsParts() {
  QFETCH(QString, target);
  QFETCH(QString, range);
  QFETCH(QString, ifRange);
  QFETCH(int, status);
  QFETCH(QString, contentRange);
  QFETCH(int, length);
  http::Headers headers{{"range", range.toStdString()}, {"accept-encoding", "br"}};
  if (!ifRange.isEmpty()) headers.add("if-range", ifRange.toStdString());
  WholeAnswer answer = ask(target.toStdString(), headers);
  QCOMPARE(answer.status, status);
  QCOMPARE(QString::fromStdString(field(answer, "content-range")), contentRange);
  QCOMPARE(field(answer, "content-encoding"), std::string());
  if (length >= 0) QCOMPARE(int(pulled(answer).size()), length);
  if (status == 206) {
    http::Headers again{{"range", range.toStdString()}, {"if-range", field(answer, "etag")}};
    QCOMPARE(ask(target.toStdString(), again).status, 206);
  }
}

void TestStaticFiles::sendsSeveralParts() {
  for (const char* target : {"/page.html", "/large.bin"}) {
    WholeAnswer answer = ask(target, {{"range", "bytes=0-2,100-101"}});
    QCOMPARE(answer.status, 206);
    const std::string type = field(answer, "content-type");
    QVERIFY(type.starts_with("multipart/byteranges; boundary="));
    const std::string boundary = type.substr(type.find('=') + 1);
    const bool isPage = target[1] == 'p';
    const std::string inner =
        std::string("Content-Type: ") + (isPage ? "text/html; charset=utf-8" : "application/octet-stream");
    const std::string size = isPage ? "2000" : "200000";
    const char letter = isPage ? 'p' : 'L';
    const std::string expected = "--" + boundary + "\r\n" + inner + "\r\nContent-Range: bytes 0-2/" + size +
                                 "\r\n\r\n" + std::string(3, letter) + "\r\n--" + boundary + "\r\n" + inner +
                                 "\r\nContent-Range: bytes 100-101/" + size + "\r\n\r\n" + std::string(2, letter) +
                                 "\r\n--" + boundary + "--\r\n";
    const auto length = answer.source ? answer.source->length() : std::optional<std::uint64_t>(answer.body.size());
    QCOMPARE(*length, expected.size());
    QCOMPARE(pulled(answer), expected);
  }
}

void TestStaticFiles::isConditional() {
  const WholeAnswer first = ask("/file.txt");
  const WholeAnswer again = ask("/file.txt", {{"if-none-match", field(first, "etag")}});
  QCOMPARE(again.status, 304);
  QCOMPARE(field(again, "etag"), field(first, "etag"));
  QCOMPARE(again.body, std::string());
  QCOMPARE(ask("/file.txt", {{"if-modified-since", field(first, "last-modified")}}).status, 304);
  QCOMPARE(ask("/file.txt", {{"if-match", "\"other\""}}).status, 412);
  QCOMPARE(ask("/file.txt", {{"if-match", "\"other\""}, {"range", "bytes=0-0"}}).status, 412);
}

void TestStaticFiles::followsChanges() {
  const std::string tag = field(ask("/file.txt"), "etag");
  write("file.txt", "other");
  WholeAnswer changed = ask("/file.txt", {{"if-none-match", tag}});
  QCOMPARE(changed.status, 200);
  QCOMPARE(pulled(changed), std::string("other"));
  // The same size, and another file put in its place.
  write("new.txt", "OTHER");
  QCOMPARE(::rename(at("root/new.txt").c_str(), at("root/file.txt").c_str()), 0);
  WholeAnswer renamed = ask("/file.txt");
  QCOMPARE(pulled(renamed), std::string("OTHER"));
  QVERIFY(QFile::remove(m_folder->filePath("root/file.txt")));
  QCOMPARE(ask("/file.txt").status, 404);
  // In its place a way out.
  QVERIFY(QFile::link("../outside", m_folder->filePath("root/file.txt")));
  QCOMPARE(ask("/file.txt").status, 404);
}

void TestStaticFiles::asksTheDiskOnceForWhatCameTogether() {
  write("note.txt", "before");
  WholeAnswer first = ask("/note.txt");
  write("note.txt", "and after");
  WholeAnswer second = askTogether("/note.txt");
  WholeAnswer later = ask("/note.txt");
  QCOMPARE(pulled(first), std::string("before"));
  QCOMPARE(pulled(second), std::string("before"));
  QCOMPARE(pulled(later), std::string("and after"));
}

void TestStaticFiles::followsAnotherFolderInItsPlace() {
  QCOMPARE(ask("/file.txt").status, 200);
  QCOMPARE(::rename(at("root").c_str(), at("before").c_str()), 0);
  write("fresh.txt", "built anew");
  WholeAnswer answer = ask("/fresh.txt");
  QCOMPARE(answer.status, 200);
  QCOMPARE(pulled(answer), std::string("built anew"));
}

void TestStaticFiles::neverFillsUpAFileThatShrank() {
  WholeAnswer answer = ask("/large.bin");
  QCOMPARE(answer.status, 200);
  QCOMPARE(*answer.source->length(), large.size());
  QCOMPARE(::truncate(at("root/large.bin").c_str(), 1000), 0);
  QCOMPARE(pulled(answer), std::string("failed after 1000"));
}

void TestStaticFiles::fallsBack_data() {
  QTest::addColumn<QString>("target");
  QTest::addColumn<QString>("accept");
  QTest::addColumn<int>("status");
  QTest::newRow("a route of the application") << "/users/7"
                                              << "*/*" << 200;
  QTest::newRow("with a dot, by a browser") << "/users/a.b"
                                            << "text/html,*/*" << 200;
  QTest::newRow("with a slash") << "/users/"
                                << "" << 200;
  QTest::newRow("a missing script") << "/app.js"
                                    << "*/*" << 404;
  QTest::newRow("hidden") << "/.env"
                          << "text/html" << 404;
  QTest::newRow("invalid") << "/%00"
                           << "text/html" << 400;
}

void TestStaticFiles::fallsBack() {
  QFETCH(QString, target);
  QFETCH(QString, accept);
  QFETCH(int, status);
  config::FilesRoute route;
  route.fallback = "index.html";
  make(route);
  WholeAnswer answer = ask(target.toStdString(), {{"accept", accept.toStdString()}});
  QCOMPARE(answer.status, status);
  if (status == 200) QCOMPARE(pulled(answer), std::string("<h1>home</h1>"));
}

void TestStaticFiles::standsAtThePathOfItsRoute_data() {
  QTest::addColumn<QString>("path");
  QTest::addColumn<QString>("target");
  QTest::addColumn<int>("status");
  QTest::addColumn<QString>("location");
  const auto row = [](const char* path, const char* target, int status, const char* location = "") {
    QTest::addRow("%s of %s", target, path) << QString(path) << QString(target) << status << QString(location);
  };
  row("/site", "/site/file.txt", 200);
  row("/site/", "/site/file.txt", 200);
  row("/site", "/site/", 200);
  row("/site", "/site", 301, "/site/");
  row("/site", "/site?x=1", 301, "/site/?x=1");
  row("/site", "/site/docs", 301, "/site/docs/");
  row("/", "/docs", 301, "/docs/");
  row("/", "/docs?a/b", 301, "/docs/?a/b");
  row("/", "//docs", 301, "/docs/");
  row("/", "//evil.example", 301, "/evil.example/");
  row("/", "/evil.example/..", 404);
  row("/", "//evil.example/%2e%2e", 404);
  row("/", "/%5c%5cevil", 301, "/%5C%5Cevil/");
}

void TestStaticFiles::standsAtThePathOfItsRoute() {
  QFETCH(QString, path);
  QFETCH(QString, target);
  QFETCH(int, status);
  QFETCH(QString, location);
  write("evil.example/x", "x");
  write("\\\\evil/x", "x");
  make({}, path.toStdString());
  const WholeAnswer answer = ask(target.toStdString());
  QCOMPARE(answer.status, status);
  QCOMPARE(QString::fromStdString(field(answer, "location")), location);
}

void TestStaticFiles::listsAFolder() {
  config::FilesRoute route;
  route.listing = true;
  route.index = {};
  make(route);
  write("z<script>\n.txt", std::string(1536, 'z'));
  write("javascript:alert(1)", "");
  const WholeAnswer answer = ask("/");
  QCOMPARE(answer.status, 200);
  const QString html = QString::fromStdString(answer.body);
  QVERIFY(html.contains("<a href=\"./docs/\"><bdi>docs</bdi>/</a>"));
  QVERIFY(html.contains("<a href=\"./z%3Cscript%3E%0A.txt\"><bdi>z&lt;script&gt;\uFFFD.txt</bdi></a><td>1.5 KiB"));
  QVERIFY(html.contains("href=\"./javascript%3Aalert%281%29\""));
  QVERIFY(!html.contains("<script"));
  QVERIFY(html.contains("prefers-color-scheme:dark"));
  QVERIFY(html.contains("./inside.txt"));
  for (const char* hidden : {".env", "./key.pem", "./out\"", "./loop", "./pipe", "site.conf", "access.log\"",
                             "access.log.1", "conf.txt", "./slash\"", "../"})
    QVERIFY2(!html.contains(hidden), hidden);
  QVERIFY(html.indexOf("./docs/") < html.indexOf("./file.txt"));
  QVERIFY(html.indexOf("./file.txt") < html.indexOf("./page.html"));
  const QString below = QString::fromStdString(ask("/empty/").body);
  QVERIFY(below.contains("<h1><bdi>/empty/</bdi></h1>"));
  QVERIFY(below.contains("href=\"../\""));
}

void TestStaticFiles::keepsNamesHarmless_data() {
  QTest::addColumn<QByteArray>("name");
  QTest::addColumn<QString>("html");
  QTest::newRow("plain") << QByteArray("a.txt") << "a.txt";
  QTest::newRow("Korean") << QByteArray("한국어") << "한국어";
  QTest::newRow("an emoji") << QByteArray("\xF0\x9F\x98\x80") << QString::fromUtf8("\xF0\x9F\x98\x80");
  QTest::newRow("quotes") << QByteArray("\"'&<>") << "&quot;&#39;&amp;&lt;&gt;";
  QTest::newRow("right-to-left override") << QByteArray("a\u202Etxt.exe") << QString("a\uFFFDtxt.exe");
  QTest::newRow("isolates") << QByteArray("\u2066a\u2069") << QString("\uFFFDa\uFFFD");
  QTest::newRow("control bytes") << QByteArray("a\r\n\x1b[2J") << QString("a\uFFFD\uFFFD\uFFFD[2J");
  QTest::newRow("overlong") << QByteArray("\xC0\xAE") << QString("\uFFFD\uFFFD");
  QTest::newRow("a surrogate") << QByteArray("\xED\xA0\x80") << QString("\uFFFD\uFFFD\uFFFD");
  QTest::newRow("cut off") << QByteArray("a\xE2\x82") << QString("a\uFFFD\uFFFD");
}

void TestStaticFiles::keepsNamesHarmless() {
  QFETCH(QByteArray, name);
  QFETCH(QString, html);
  QCOMPARE(QString::fromStdString(handlers::nameInHtml(name.toStdString())), html);
}

void TestStaticFiles::keepsTheCacheBounded() {
  handlers::FileCache cache(100'000);
  for (int index = 0; index < 100; ++index) {
    handlers::CachedFile file;
    file.file = "file" + std::to_string(index);
    file.form(handlers::Coding::Identity).content.assign(10'000, 'x');
    cache.add(std::move(file));
    QVERIFY(cache.bytes() <= 100'000);
    QVERIFY(cache.find("file0") != nullptr);  // asked for all the time, so it stays
  }
  QVERIFY(cache.find("file99") != nullptr);
  QVERIFY(cache.find("file50") == nullptr);
  cache.remove("file0");
  QVERIFY(cache.find("file0") == nullptr);
}

QTEST_GUILESS_MAIN(TestStaticFiles)
#include "test_static_files.moc"
