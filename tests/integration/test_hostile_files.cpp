// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// A served folder under hostile requests, and while it is changed: the real server with curl over HTTP/1.1 and HTTP/2.
// After each case the same workers have the same descriptors, and the next client is served.

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <QDir>
#include <QProcess>
#include <QTest>
#include <algorithm>
#include <atomic>
#include <thread>

#include "tests/integration/hostile_tls_server.h"
#include "tests/integration/tls_peer.h"
#include "tests/support/command.h"

namespace {

constexpr qint64 largeBytes = 64 * 1024 * 1024;

}  // namespace

class TestHostileFiles : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase();
  void cleanupTestCase();
  void init();
  void answersSafely_data();
  void answersSafely();
  void staysOnItsOrigin();
  void neverFollowsALinkThatIsExchanged();
  void endsShortWhenAFileShrinks_data();
  void endsShortWhenAFileShrinks();
  void tellsWhatItMayNotRead();

 private:
  [[nodiscard]] QString path(const QString& name) const { return m_server.home().path("site/" + name); }
  void write(const QString& name, const QByteArray& content) {
    QVERIFY(QDir().mkpath(QFileInfo(path(name)).path()));
    QFile file(path(name));
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(content), content.size());
  }
  [[nodiscard]] QStringList curl(const char* version, const QString& target) const {
    return {"-sSk",
            "-i",
            version,
            "--path-as-is",
            "--max-time",
            "20",
            QString("https://localhost:%1%2").arg(m_server.port()).arg(target)};
  }

  HostileTlsServer m_server;
};

void TestHostileFiles::initTestCase() {
  write("index.html", "<p>home</p>");
  write("file.txt", "text");
  write("large.bin", "");
  write("empty/x/y", "y");
  write(".env", "secret");
  write(".git/config", "secret");
  write("key.pem", "-----BEGIN PRIVATE KEY-----\nsecret");
  write("q?.txt", "question");
  write("evil.example/x", "x");
  write("../outside", "secret");
  QVERIFY(QFile::link("../outside", path("out")));
  QVERIFY(QFile::link("loop", path("loop")));
  QCOMPARE(::mkfifo(QFile::encodeName(path("pipe")).constData(), 0644), 0);
  const bool started = m_server.start("[[route]]\nhandler = \"files\"\nroot = \"" + path("").toUtf8() +
                                      "\"\n[[route]]\npath = \"/list\"\nhandler = \"files\"\nlisting = true\nindex = "
                                      "[]\nroot = \"" +
                                      path("").toUtf8() + "\"\n");
  QVERIFY2(started, qPrintable(m_server.complaint()));
}

void TestHostileFiles::cleanupTestCase() {
  QCOMPARE(m_server.stop(), QString());
}

void TestHostileFiles::init() {
  m_server.remember();
}

void TestHostileFiles::answersSafely_data() {
  QTest::addColumn<QString>("target");
  QTest::addColumn<QString>("range");
  QTest::addColumn<QStringList>("statuses");
  const auto row = [](int number, const QString& target, const QString& statuses, const QString& range = {}) {
    QTest::addRow("%d %s %s", number, qPrintable(target.left(60)), qPrintable(range.left(30)))
        << target << range << statuses.split(' ');
  };
  row(67, "/file.txt", "200", "bytes=0-" + QString(",0-").repeated(1300));
  row(68, "/file.txt", "416", "bytes=99999999999999999999-");
  row(68, "/file.txt", "200", "bytes=5-2");
  row(68, "/file.txt", "200", "lines=1-2");
  for (const char* target : {"/../../etc/passwd", "/a/../../etc/passwd", "/%2e%2e/outside", "/..%2foutside",
                             "/%2e%2e%5coutside", "/..\\outside"})
    row(108, target, "400 404");
  row(109, "/%252e%252e/outside", "404");
  row(110, "/%c0%ae%c0%ae/outside", "400 404");
  row(110, "/%ff%fe", "400 404");
  row(111, "/file.txt%00", "400");
  row(111, "/file.txt%00.html", "400");
  row(113, "/out", "403 404");
  row(113, "/loop", "404");
  row(115, "/pipe", "403 404");
  for (const char* target : {"/.git/config", "/.env", "/%2eenv", "/key.pem"}) row(116, target, "404");
  row(119, "/" + QString(256, 'a'), "404");
  row(119, QString("/aaa").repeated(1200), "404 414");
  row(119, "/" + QString(9000, 'a'), "414");
  row(120, "/file.txt/", "404");
  row(120, "/empty/", "403");
  row(122, "/file.txt?" + QString(7000, 'q'), "200");
  row(122, "/file.txt;params", "404");
  row(122, "/q%3f.txt", "200");
  row(122, "/q?.txt", "404");
}

void TestHostileFiles::answersSafely() {
  QFETCH(QString, target);
  QFETCH(QString, range);
  QFETCH(QStringList, statuses);
  for (const char* version : {"--http1.1", "--http2"}) {
    QStringList arguments = curl(version, target);
    if (!range.isEmpty()) arguments += {"-H", "Range: " + range};
    const CommandResult result = runCommand("curl", arguments);
    QVERIFY2(result.exitCode == 0, result.text());
    const QString status = QString::fromUtf8(result.output.mid(result.output.indexOf(' ') + 1, 3));
    QVERIFY2(statuses.contains(status), result.text());
    QVERIFY(!result.output.contains("secret") && !result.output.contains("root:"));
    QVERIFY(result.output.size() < 4096);
  }
  QCOMPARE(m_server.aftermath(), QString());
}

// 112 and 121.
void TestHostileFiles::staysOnItsOrigin() {
  write("<script>alert(1)<\\script>\r\nSet-Cookie: x", "x");
  for (const char* version : {"--http1.1", "--http2"}) {
    const QByteArray redirect = runCommand("curl", curl(version, "//evil.example?a")).output;
    QVERIFY2(redirect.toLower().contains("\nlocation: /evil.example/?a\r"), redirect);
    const QByteArray up = runCommand("curl", curl(version, "//evil.example/..")).output;
    QVERIFY2(!up.toLower().contains("\nlocation:"), up);
    const QByteArray listing = runCommand("curl", curl(version, "/list/")).output;
    QVERIFY(listing.contains("&lt;script&gt;alert(1)"));
    QVERIFY(!listing.contains("<script") && !listing.contains("\nSet-Cookie"));
    const QByteArray missing = runCommand("curl", curl(version, "/%3Cscript%3E%0D%0ASet-Cookie:%20x")).output;
    QVERIFY(missing.contains(" 404") && !missing.contains("<script") && !missing.contains("\nSet-Cookie"));
  }
  QCOMPARE(m_server.aftermath(), QString());
}

// 114.
void TestHostileFiles::neverFollowsALinkThatIsExchanged() {
  const QByteArray name = QFile::encodeName(path("swapped"));
  const QByteArray good = QFile::encodeName(path("good"));
  const QByteArray link = QFile::encodeName(path("bad"));
  write("good", "harmless");
  write("swapped", "harmless");
  QVERIFY(QFile::link("../outside", path("bad")));
  std::atomic<bool> done = false;
  std::thread swapper([&] {
    while (!done) ::renameat2(AT_FDCWD, name, AT_FDCWD, link, RENAME_EXCHANGE);
  });
  int harmless = 0;
  bool leaked = false;
  {
    TlsPeer peer(m_server.port());
    const bool shaken = peer.handshake();
    for (int request = 0; shaken && request < 500; ++request) {
      peer.write("GET /swapped HTTP/1.1\r\nHost: localhost\r\n\r\n");
      const QByteArray answer = peer.read(5000, [](const QByteArray& all) {
        return all.contains("harmless") || all.contains("secret") || all.contains("</html>");
      });
      harmless += answer.contains("harmless") ? 1 : 0;
      leaked = leaked || answer.contains("secret");
    }
  }
  done = true;
  swapper.join();
  QVERIFY(!leaked);
  QVERIFY2(harmless > 0, "the file was never there: nothing was shown");
  QCOMPARE(m_server.aftermath(), QString());
}

void TestHostileFiles::endsShortWhenAFileShrinks_data() {
  QTest::addColumn<QString>("version");
  QTest::addColumn<int>("code");
  QTest::newRow("118, HTTP/1.1") << "--http1.1" << 18;  // curl(1): a partial transfer
  QTest::newRow("118, HTTP/2") << "--http2" << 92;      // curl(1): a stream's error
}

void TestHostileFiles::endsShortWhenAFileShrinks() {
  QFETCH(QString, version);
  QFETCH(int, code);
  QCOMPARE(::truncate(QFile::encodeName(path("large.bin")).constData(), largeBytes), 0);
  QProcess client;
  client.start("curl", {"-sSk", version, "--limit-rate", "2M", "--max-time", "60",
                        QString("https://localhost:%1/large.bin").arg(m_server.port())});
  QVERIFY(client.waitForReadyRead(20'000));
  QCOMPARE(::truncate(QFile::encodeName(path("large.bin")).constData(), 1000), 0);
  QVERIFY(client.waitForFinished(60'000));
  QCOMPARE(client.exitCode(), code);
  const QByteArray errors = client.readAllStandardError();
  if (code == 92) QVERIFY2(errors.contains("INTERNAL_ERROR"), errors);
  QVERIFY(client.readAllStandardOutput().size() < largeBytes);
  QCOMPARE(m_server.aftermath(), QString());
}

// 117.
void TestHostileFiles::tellsWhatItMayNotRead() {
  TemporaryHome home;
  QVERIFY(QDir().mkpath(home.path("site")));
  home.write("site/closed.txt", "secret");
  QCOMPARE(::chmod(QFile::encodeName(home.path("site/closed.txt")).constData(), 0), 0);
  home.write("site/open.txt", "open");
  QCOMPARE(::chmod(QFile::encodeName(home.path("site/open.txt")).constData(), 0644), 0);
  QCOMPARE(::chmod(QFile::encodeName(home.path("site")).constData(), 0755), 0);
  ServerProcess server(home);
  // root may read everything; its workers give that up.
  const QByteArray user = ::geteuid() == 0 ? "user = \"nobody\"\n" : "";
  const bool started = server.start("name = \"closed\"\n[cluster]\nworkers = 1\n" + user +
                                    "[[listener]]\nport = 0\n[[route]]\nhandler = "
                                    "\"files\"\nroot = \"" +
                                    home.path("site").toUtf8() + "\"\n");
  QVERIFY2(started, server.text());
  const auto status = [&server](const char* name) {
    return runCommand("curl", {"-sSk", "-o", "/dev/null", "-w", "%{http_code}", "--max-time", "20",
                               QString("https://localhost:%1/%2").arg(server.port()).arg(name)})
        .output;
  };
  for (int visit = 0; visit < 20; ++visit) QCOMPARE(status("closed.txt"), QByteArray("403"));
  QCOMPARE(status("open.txt"), QByteArray("200"));
  const auto said = [](const control::Event& event) {
    return event.kind == control::EventKind::WorkerOutput &&
           QString::fromStdString(event.text).contains("closed.txt: permission denied");
  };
  QVERIFY2(server.waitFor(said), server.text());
  QCOMPARE(std::ranges::count_if(server.events(), said), 1);
  QCOMPARE(server.stopAndInspect(), QString());
}

QTEST_GUILESS_MAIN(TestHostileFiles)
#include "test_hostile_files.moc"
