// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// A folder in a real browser: a page with 200 images comes whole over one HTTP/2 connection, and when the page is
// loaded again each of them is asked for by its ETag and answered without its bytes.

#include <QJsonArray>
#include <QTest>

#include "tests/support/browser.h"
#include "tests/support/command.h"
#include "tests/support/server_process.h"

namespace {

constexpr int imageCount = 200;
constexpr int browserPatience = 120'000;

/// Tells in its text how many of its images were decoded.
QByteArray pageOfImages() {
  QByteArray page = "<!doctype html><title>Images</title><p id=count></p>\n";
  for (int i = 0; i < imageCount; ++i) page += "<img src='images/" + QByteArray::number(i) + ".svg'>\n";
  return page +
         "<script>onload = () => count.textContent = 'decoded ' +"
         " [...document.images].filter(image => image.naturalWidth > 0).length</script>";
}

}  // namespace

class TestBrowserFiles : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase();
  void cleanupTestCase();
  void loadsAllImagesOverOneConnection();
  void asksAgainByEntityTag();

 private:
  void run(const QStringList& arguments) {
    CommandOptions options;
    options.environment = m_home.environment();
    options.milliseconds = 60'000;
    const CommandResult result = runCommand(qEnvironmentVariable("FORKYARD_PROGRAM"), arguments, options);
    QVERIFY2(result.exitCode == 0, result.text().constData());
  }
  QByteArray visit();
  /// How many answers with that status came over HTTP/2 since the visit began.
  [[nodiscard]] int answers(const QString& status) const;

  TemporaryHome m_home;
  ServerProcess m_server{m_home};
};

void TestBrowserFiles::initTestCase() {
  for (const char* program : {"chromium", "certutil"}) {
    if (!hasProgram(program)) QSKIP(qPrintable(QString("NOT TESTED: %1 is not installed").arg(program)));
  }
  run({"ca", "create"});
  run({"cert", "issue", "localhost", "--name", "site"});
  run({"ca", "trust", "--store", "nss"});
  m_home.write("site/index.html", pageOfImages());
  for (int i = 0; i < imageCount; ++i) {
    const QByteArray colour = QByteArray::number(0x100000 + i * 4099, 16);
    m_home.write(QString("site/images/%1.svg").arg(i),
                 "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><rect width='9' height='9' fill='#" +
                     colour + "'/></svg>");
  }
  const bool started = m_server.start(R"(
name = "images"
[cluster]
workers = 2
[[listener]]
port = 0
certificates = ["site"]
[[route]]
handler = "files"
root = "site"
cache_control = "no-cache"
)");
  QVERIFY2(started, m_server.text().constData());
}

void TestBrowserFiles::cleanupTestCase() {
  if (m_server.pid() != 0) QCOMPARE(m_server.stopAndInspect(), QString());
}

QByteArray TestBrowserFiles::visit() {
  CommandOptions options;
  options.milliseconds = browserPatience;
  options.environment = m_home.environment();
  const QString url = QString("https://localhost:%1/").arg(m_server.port());
  return runCommand("chromium", browserArguments(m_home, "chromium", url), options).text();
}

int TestBrowserFiles::answers(const QString& status) const {
  int count = 0;
  for (const QJsonObject& answer : BrowserLog(m_home, "chromium").events("HTTP2_SESSION_RECV_HEADERS")) {
    for (const auto& field : answer["headers"].toArray()) count += field.toString() == ":status: " + status ? 1 : 0;
  }
  return count;
}

void TestBrowserFiles::loadsAllImagesOverOneConnection() {
  const QByteArray page = visit();
  QVERIFY2(page.contains("decoded 200"), page.constData());
  // The page, its images, and the icon that a browser looks for, which is not there.
  QCOMPARE(answers("200"), imageCount + 1);
  const QString authority = QString("localhost:%1").arg(m_server.port());
  int connections = 0;
  for (const QJsonObject& session : BrowserLog(m_home, "chromium").events("HTTP2_SESSION")) {
    connections += session["host"].toString().contains(authority) ? 1 : 0;
  }
  QCOMPARE(connections, 1);
}

void TestBrowserFiles::asksAgainByEntityTag() {
  const QByteArray page = visit();
  QVERIFY2(page.contains("decoded 200"), page.constData());
  QCOMPARE(answers("304"), imageCount + 1);
  QCOMPARE(answers("200"), 0);
}

QTEST_GUILESS_MAIN(TestBrowserFiles)
#include "test_browser_files.moc"
