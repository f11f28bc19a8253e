// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The commented example and the manual pages say what is true: every key, and the defaults.

#include <QFile>
#include <QProcess>
#include <QRegularExpression>
#include <QStandardPaths>
#include <QTest>

#include "server/config/config_settings.h"
#include "server/config/config_toml.h"

class TestConfigDocuments : public QObject {
  Q_OBJECT

 private slots:
  void theExampleIsTheDefaults();
  void theExampleWithItsOffLinesIsValid();
  void theExampleHasEveryKey();
  void theManualHasEveryKey();
  void theManualsDefaultsAreTrue();
  void theManualIsCleanRoff_data();
  void theManualIsCleanRoff();

 private:
  static QByteArray read(const char* path) {
    QFile file(qEnvironmentVariable("FORKYARD_SOURCE") + "/" + path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
  }
  /// Every key that there is, with the spelling of its default.
  static config::Settings everySetting() {
    const config::Config demo = config::demo();
    config::Settings all;
    const auto add = [&all](config::Settings settings) { all.insert(all.end(), settings.begin(), settings.end()); };
    add(config::settingsOf(demo));
    add(config::settingsOf(demo.cluster));
    add(config::settingsOf(demo.restart));
    add(config::settingsOf(demo.tls, {}));
    add(config::settingsOf(demo.listeners[0], {}));
    add(config::settingsOf(demo.routes[0], {}));
    config::Route files;
    files.handler = config::FilesRoute{};
    add(config::settingsOf(files, {}));
    add(config::settingsOf(demo.limits));
    add(config::settingsOf(demo.timeouts));
    add(config::settingsOf(config::RateLimit{}));
    add(config::settingsOf(demo.control));
    add(config::settingsOf(demo.log, {}));
    add(config::settingsOf(demo.metrics));
    return all;
  }
};

void TestConfigDocuments::theExampleIsTheDefaults() {
  const auto parsed = config::parse(read("resources/examples/forkyard.toml").toStdString(), {});
  QVERIFY2(parsed, parsed ? "" : parsed.error().sentence.c_str());
  QVERIFY(*parsed == config::demo());
}

void TestConfigDocuments::theExampleWithItsOffLinesIsValid() {
  QByteArray text = read("resources/examples/forkyard.toml");
  // Each certificates line is another way to say it.
  static const QRegularExpression offLine("^# ((?!certificates)[a-z_]+ = .*|\\[.*\\])$",
                                          QRegularExpression::MultilineOption);
  const QString switchedOn = QString::fromUtf8(text).replace(offLine, "\\1");
  QVERIFY(switchedOn != QString::fromUtf8(text));
  const auto parsed = config::parse(switchedOn.toStdString(), {});
  QVERIFY2(parsed, parsed ? "" : parsed.error().sentence.c_str());
  QVERIFY(parsed->listeners[0].tls);
  QVERIFY(std::get<config::HelloRoute>(parsed->routes[0].handler).crashAfter);
}

void TestConfigDocuments::theExampleHasEveryKey() {
  const QString text = QString::fromUtf8(read("resources/examples/forkyard.toml"));
  for (const config::Setting& setting : everySetting()) {
    const QString key = QString::fromStdString(setting.key);
    QVERIFY2(text.contains(QRegularExpression("^(# )?" + key + " = ", QRegularExpression::MultilineOption)),
             qPrintable(key));
  }
}

void TestConfigDocuments::theManualHasEveryKey() {
  const QByteArray text = read("resources/man/forkyard.toml.5");
  for (const config::Setting& setting : everySetting()) {
    QVERIFY2(text.contains(".It Ic " + QByteArray::fromStdString(setting.key) + "\n"), setting.key.c_str());
  }
}

void TestConfigDocuments::theManualsDefaultsAreTrue() {
  const QByteArray text = read("resources/man/forkyard.toml.5");
  for (const config::Setting& setting : everySetting()) {
    QByteArray value = QByteArray::fromStdString(setting.value);
    // Empty ones are said in words; the entry of a limit's key is not the first of that name.
    if (value.isEmpty() || value == "[]" || value == "\"\"" || setting.key == "name" || setting.key == "key") continue;
    // From this key's entry to the next.
    const qsizetype begin = text.indexOf(".It Ic " + QByteArray::fromStdString(setting.key) + "\n");
    const qsizetype end = std::max(begin, text.indexOf("\n.It ", begin + 1));
    const QByteArray entry = text.mid(begin, end - begin);
    const QByteArray spelled = value.replace("\"", "\\(dq");
    // 60000 ms may be written as "60s" or "1m".
    const bool found = entry.contains(spelled) || (spelled == "\\(dq1m\\(dq" && entry.contains("\\(dq60s\\(dq"));
    QVERIFY2(found, qPrintable(QString::fromStdString(setting.key + " = " + setting.value)));
  }
}

void TestConfigDocuments::theManualIsCleanRoff_data() {
  QTest::addColumn<QString>("page");
  QTest::newRow("forkyard.1") << "forkyard.1";
  QTest::newRow("forkyard.toml.5") << "forkyard.toml.5";
}

void TestConfigDocuments::theManualIsCleanRoff() {
  QFETCH(QString, page);
  if (QStandardPaths::findExecutable("groff").isEmpty()) QSKIP("groff is not installed: the page was not formatted");
  QProcess groff;
  groff.start("groff", {"-ww", "-mdoc", "-Tutf8", qEnvironmentVariable("FORKYARD_SOURCE") + "/resources/man/" + page});
  QVERIFY(groff.waitForFinished());
  QCOMPARE(groff.readAllStandardError(), QByteArray());
  QCOMPARE(groff.exitCode(), 0);
  QVERIFY(groff.readAllStandardOutput().size() > 1000);
}

QTEST_GUILESS_MAIN(TestConfigDocuments)
#include "test_config_documents.moc"
